import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';
import { serve } from '../serve.mjs';

await serve({ betterAuth, getMigrations, toNodeHandler, pg });
