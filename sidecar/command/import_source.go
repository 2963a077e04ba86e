package command

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// supabasePage returns the query for a page of users, ordered by id. It returns the last id and the page as a JSON array.
// It reads only what is imported, and no tokens. {after} is the place for the condition on the id.
func supabasePage() string {
	return `
	with page as materialized (select * from auth.users u {after} order by u.id limit 1000),
	identities as materialized (
	  select i.user_id, jsonb_agg(` + pick("provider", "provider_id", "id", "created_at") + `) as list
	  from auth.identities i cross join to_jsonb(i) r
	  where i.user_id in (select p.id from page p) group by 1),
	factors as materialized (
	  select f.user_id, count(*) as number
	  from auth.mfa_factors f where f.user_id in (select p.id from page p) and f.status = 'verified' group by 1)
	select coalesce((array_agg(p.id::text order by p.id desc))[1], ''), coalesce(jsonb_agg(
	  ` + pick("id", "email", "email_confirmed_at", "created_at", "banned_until", "encrypted_password", "deleted_at",
		"is_sso_user", "is_anonymous", "is_super_admin", "role", "phone", "phone_confirmed_at") + ` || jsonb_build_object(
	    'identities', coalesce(i.list, '[]'), 'factors', coalesce(f.number, 0), 'raw_user_meta_data', (
	      select jsonb_object_agg(m.key, left(p.raw_user_meta_data ->> m.key, 2048))
	      from unnest('{full_name,name,avatar_url,picture}'::text[]) m (key)))), '[]')::text
	from page p
	cross join to_jsonb(p) r
	left join identities i on i.user_id = p.id
	left join factors f on f.user_id = p.id`
}

// betterAuthPage is the query for Better Auth. {user} and {account} are its tables, {owner} is the column with an account's user.
func betterAuthPage() string {
	return `
	with page as materialized (select * from {user} u {after} order by u.id limit 1000),
	accounts as materialized (
	  select a.{owner} as owner, jsonb_agg(` + pick("providerId", "accountId", "password", "createdAt") + `) as list
	  from {account} a cross join to_jsonb(a) r
	  where a.{owner} in (select p.id from page p) group by 1){passkeys}
	select coalesce((array_agg(p.id::text order by p.id desc))[1], ''), coalesce(jsonb_agg(
	  ` + pick("id", "email", "emailVerified", "name", "image", "createdAt", "banned", "banReason", "banExpires", "role",
		"isAnonymous", "twoFactorEnabled", "phoneNumber", "phoneNumberVerified",
		"username", "displayUsername", "lastLoginMethod") + ` || jsonb_build_object('accounts', coalesce(a.list, '[]'), 'passkeys', {keys})), '[]')::text
	from page p
	cross join to_jsonb(p) r
	left join accounts a on a.owner = p.id{join}`
}

// passkeys returns what betterAuthPage needs to read passkeys from a table. There is none if the name is empty.
func passkeys(table, owner string) []string {
	if table == "" {
		return []string{"{passkeys}", "", "{keys}", "'[]'::jsonb", "{join}", ""}
	}
	return []string{
		"{passkeys}", `,
	passkeys as materialized (
	  select a.` + owner + ` as owner, jsonb_agg(` + pick("name", "publicKey", "counter", "deviceType", "backedUp", "transports", "createdAt", "aaguid") + `
	    || jsonb_build_object('credentialID', coalesce(r -> 'credentialID', r -> 'credential_id', r -> 'credential_i_d'))) as list
	  from ` + table + ` a cross join to_jsonb(a) r
	  where a.` + owner + ` in (select p.id from page p) group by 1)`,
		"{keys}", "coalesce(k.list, '[]')", "{join}", "\n\tleft join passkeys k on k.owner = p.id",
	}
}

// pick returns an expression for a JSON object with fields of the row r, under the names that Better Auth uses. The column
// may also have the name in snake case, such as created_at for createdAt. Missing columns are null.
func pick(fields ...string) string {
	upper := regexp.MustCompile(`[A-Z]`)
	pairs := []string{}
	for _, field := range fields {
		column := strings.ToLower(upper.ReplaceAllString(field, "_$0"))
		pairs = append(pairs, fmt.Sprintf("'%[1]s', coalesce(r -> '%[1]s', r -> '%[2]s')", field, column))
	}
	return "jsonb_build_object(" + strings.Join(pairs, ", ") + ")"
}

// A pager reads the users of another system's database page by page.
type pager struct {
	conn  *pgx.Conn
	query string
	last  string // id of the last user read
	total int

	tables []uint32 // user, account and passkey of Better Auth; 0: not found
}

func open(ctx context.Context, conn *pgx.Conn, source string) (*pager, error) {
	p := &pager{conn: conn, query: supabasePage()}
	return p, p.read(ctx, func(tx pgx.Tx) error {
		if source == "supabase" {
			return tx.QueryRow(ctx, "select count(*) from auth.users").Scan(&p.total)
		}
		var user, account, owner string
		err := tx.QueryRow(ctx, `
			select format('%I.%I', un.nspname, u.relname), format('%I.%I', an.nspname, a.relname), quote_ident(c.attname)
			from pg_class u
			join pg_namespace un on un.oid = u.relnamespace
			join pg_class a on a.oid = $2
			join pg_namespace an on an.oid = a.relnamespace
			join pg_attribute c on c.attrelid = a.oid and c.attname in ('userId', 'user_id')
			where u.oid = $1`, p.tables[0], p.tables[1]).Scan(&user, &account, &owner)
		if errors.Is(err, pgx.ErrNoRows) {
			return errors.New("the search path has no Better Auth tables user and account: add search_path=… to the URL")
		} else if err != nil {
			return err
		}
		var keys, keyOwner string
		err = tx.QueryRow(ctx, `
			select format('%I.%I', n.nspname, k.relname), quote_ident(c.attname)
			from pg_class k
			join pg_namespace n on n.oid = k.relnamespace
			join pg_attribute c on c.attrelid = k.oid and c.attname in ('userId', 'user_id')
			where k.oid = $1`, p.tables[2]).Scan(&keys, &keyOwner)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		names := append([]string{"{user}", user, "{account}", account, "{owner}", owner}, passkeys(keys, keyOwner)...)
		p.query = strings.NewReplacer(names...).Replace(betterAuthPage())
		return tx.QueryRow(ctx, "select count(*) from "+user).Scan(&p.total)
	})
}

func (p *pager) size() int { return p.total }

// next returns the next page as a JSON array, or "" after the last one.
func (p *pager) next(ctx context.Context) (batch string, err error) {
	after, args := "", []any{}
	if p.last != "" {
		after, args = "where u.id > $1", []any{p.last}
	}
	err = p.read(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, strings.ReplaceAll(p.query, "{after}", after), args...).Scan(&p.last, &batch)
	})
	if err != nil || p.last == "" {
		return "", err
	}
	return batch, nil
}

// read runs a read-only transaction that fails if policies would hide users. This is set per transaction, because a pooler
// may not keep settings of the connection.
func (p *pager) read(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, p.conn, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if p.tables == nil { // the search_path in the URL is only used to find the tables
			p.tables = make([]uint32, 3)
			if err := tx.QueryRow(ctx, `
				select coalesce(pg_catalog.to_regclass('"user"')::pg_catalog.oid, 0), coalesce(pg_catalog.to_regclass('account')::pg_catalog.oid, 0),
				  coalesce(pg_catalog.to_regclass('passkey')::pg_catalog.oid, 0)`).
				Scan(&p.tables[0], &p.tables[1], &p.tables[2]); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, "set local search_path = pg_catalog, pg_temp; set local row_security = off"); err != nil {
			return err
		}
		return do(tx)
	})
}
