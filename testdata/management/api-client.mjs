// Drives every auth operation of @neondatabase/api-client.
import { createApiClient } from '@neondatabase/api-client';
import { branch, finish, host, key, project } from './lib.mjs';
import { runOperations } from './operations.mjs';

const api = createApiClient({ apiKey: key, baseURL: host });

/** The arguments of an operation are its data and parts of its path, in the order that its source names them. */
async function call(operation, { body, provider, user, authProvider }) {
  const values = { projectId: project, branchId: branch, oauthProviderId: provider, authUserId: user, authProvider, data: body };
  const [, parameters] = /^function \(([^)]*)\)/.exec(String(api[operation]));
  try {
    const { data } = await api[operation](...parameters.split(', ').map((name) => values[name]));
    return data;
  } catch (error) {
    throw Object.assign(new Error(error.response?.data?.message), { status: error.response?.status, code: error.response?.data?.code });
  }
}

await runOperations(call, Object.keys(api).filter((name) => name.includes('NeonAuth')));
finish();
