// Requests that are nearly right: each field missing, or of another type, and each body of another form.
const odd = ['', null, 5, true, [], {}, ' '];

/** The same request without each field, and with odd values in it. */
export const fields = (post, path, body, options = {}) => Object.keys(body).flatMap((name) => {
  const { [name]: _, ...rest } = body;
  return [post(path, rest, options), ...odd.map((value) => post(path, { ...body, [name]: value }, options))];
});

/** The same request with other bodies, media types and methods. */
export const forms = (post, call, path, body, options = {}) => {
  const text = JSON.stringify(body);
  const raw = (content, type) => post(path, undefined, { ...options, raw: content, type });
  return [
    post(path, undefined, options), post(path, {}, options), post(path, [body], options), raw('null'), raw('5'), raw('"x"'), raw(''),
    raw(text, 'text/plain'), raw(text, null), raw(text, 'application/json; charset=utf-8'), raw('a=b', 'application/x-www-form-urlencoded'),
    post(path, { ...body, surplus: 1, userId: 'x' }, options),
    ...['GET', 'PUT', 'DELETE', 'PATCH'].map((method) => call(method, path, { ...options, ...(method !== 'GET' && { body }) })), post(`${path}/`, body, options),
  ];
};
