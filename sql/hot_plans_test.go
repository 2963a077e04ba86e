package sql_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// hot are the functions of sign-ins and of requests that a session or a code decides.
var hot = []string{
	"begin_request", "check_code", "count_request", "current_key", "exchange_code", "expire_sessions", "find_credential", "find_own_credential", "get_config", "get_config_version",
	"get_sessions", "list_accounts", "list_organizations", "list_public_keys", "list_sessions", "prepare_sign_up", "refresh_session", "request_magic_link",
	"request_password_reset", "reset_password", "revoke_session", "send_code", "set_active_organization", "sign_in_code", "sign_in_email", "sign_out",
	"sign_up_email", "update_user", "use_magic_link", "verify_email_code",
}

// periodic are functions that the sidecar calls once a second or a minute. They may keep a plan from before until autovacuum
// sees that a table has grown.
var periodic = []string{"expire_deliveries", "fold_user_count", "get_metrics", "is_outbox_open", "list_old_factors", "take_deliveries", "tidy_activity"}

// growing are the tables that have a row for each user, session, address or member.
var growing = []string{
	"account", "active_day", "audit_log", "audit_log_default", "invitation", "member", "organization", "outbox", "passkey", "refused_sign_in", "request_count",
	"session", "session_origin", "teamMember", "twoFactor", "user", "verification", "webhook_event",
}

// pages are queries for the lists of the console, of each kind.
var pages = map[string][]string{
	"manage_list_users": {
		`{}`, `{"sort": "email"}`, `{"filter": "verified"}`, `{"filter": "unverified"}`, `{"filter": "banned"}`, `{"filter": "admins", "search": "a"}`, `{"search": "u77"}`,
		`{"search": "@large.example"}`, `{"search": "nobody"}`, `{"search": "` + bob + `"}`, `{"after": ["2020-01-01", "` + bob + `"]}`,
		`{"sort": "email", "before": ["u5@large.example", "` + bob + `"]}`,
	},
	"manage_list_organizations": {`{}`, `{"search": "o77"}`, `{"search": "nothing"}`, `{"search": "` + bob + `"}`, `{"after": ["2100-01-01", "` + bob + `"]}`, `{"before": ["2020-01-01", "` + bob + `"]}`},
	"manage_list_audit": {
		`{}`, `{"entity": "session"}`, `{"entity": "session", "action": "insert"}`, `{"action": "update"}`, `{"user": "bob@example.com"}`, `{"user": "nobody@example.com"}`,
		`{"actor": "key"}`, `{"actor": "user", "from": "2020-01-01", "to": "2020-01-02"}`, `{"after": ["", "100"]}`, `{"before": ["", "100"], "user": "` + bob + `"}`,
	},
	"manage_list_deliveries": {`{}`, `{"filter": "waiting"}`, `{"filter": "dead"}`, `{"filter": "sent"}`, `{"after": ["2100-01-01", "` + bob + `"]}`, `{"before": ["2020-01-01", "` + bob + `"]}`},
	"manage_list_events":     {`{}`, `{"filter": "delivered"}`, `{"search": "send"}`, `{"after": ["2100-01-01", "` + bob + `"]}`, `{"before": ["2020-01-01", "` + bob + `"]}`},
}

// A node is a step of a plan.
type node struct {
	Type     string  `json:"Node Type"`
	Cost     float64 `json:"Total Cost"`
	Relation string  `json:"Relation Name"`
	Index    string  `json:"Index Name"`
	Loops    int     `json:"Actual Loops"`
	Parent   string  `json:"Parent Relationship"`
	Filter   string
	Plans    []node
}

// initial returns how many steps are run before the others, and whether each ran once.
func (n node) initial() (steps int, once bool) {
	once = true
	if n.Parent == "InitPlan" {
		steps, once = 1, n.Loops == 1
	}
	for _, inner := range n.Plans {
		more, each := inner.initial()
		steps, once = steps+more, once && each
	}
	return steps, once
}

// filters returns the conditions of all steps.
func (n node) filters() (conditions []string) {
	if n.Filter != "" {
		conditions = append(conditions, n.Filter)
	}
	for _, inner := range n.Plans {
		conditions = append(conditions, inner.filters()...)
	}
	return conditions
}

// indexes returns the indexes that are read.
func (n node) indexes() (names []string) {
	if n.Index != "" {
		names = append(names, n.Index)
	}
	for _, inner := range n.Plans {
		names = append(names, inner.indexes()...)
	}
	return names
}

// loops returns how often a table was read.
func (n node) loops(table string) (total int) {
	if n.Relation == table {
		total = n.Loops
	}
	for _, inner := range n.Plans {
		total += inner.loops(table)
	}
	return total
}

// whole returns the growing tables that a step reads from beginning to end.
func (n node) whole() (tables []string) {
	if n.Type == "Seq Scan" && slices.Contains(growing, n.Relation) {
		tables = append(tables, n.Relation)
	}
	for _, inner := range n.Plans {
		tables = append(tables, inner.whole()...)
	}
	return tables
}

// TestHotPlans: no hot function reads a growing table from beginning to end, whether the table is empty, small or large,
// with and without statistics, and also by plans that a connection has kept since the tables were empty. On a large database
// with statistics no other function does either, and no statement is expensive.
func TestHotPlans(t *testing.T) {
	t.Parallel()
	onDebian(t)
	rows, most := "10000", "50000"
	if given := os.Getenv("NEONAUTH_TEST_ROWS"); given != "" {
		rows, most = given, given
	}
	for name, fill := range map[string]string{
		"empty": "select 1", "small": few, "small, analyzed": few + "; analyze", "large": many(most),
		"large, analyzed when it had three users": "analyze; " + many(rows),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, conn := withPeople(t)
			prepareCalls(t, conn)
			script(t, conn, withoutVacuum)
			kept := newPlanned(t, conn.Config())
			calls := map[string]string{}
			for _, call := range apiCalls(t, conn) {
				calls[strings.TrimPrefix(call[:strings.Index(call, "(")], "neon_auth_api.")] = call
			}
			for _, function := range slices.Concat(hot, periodic) {
				if calls[function] == "" {
					t.Fatalf("there is no %s", function)
				}
				for range 7 { // Postgres keeps a general plan after five calls
					kept.run(calls[function])
				}
			}
			script(t, conn, fill)
			check := func(name string, functions, functionsOfNew []string) {
				fresh := newPlanned(t, conn.Config())
				if name == "large" && !slices.Contains(fresh.run(`(select count(*) from neon_auth."user") n`)[0].Plan.whole(), "user") {
					t.Error("a count of all users reads no table: this proves nothing")
				}
				fresh.readNothingWhole(name+", on a new connection", functionsOfNew, calls)
				kept.readNothingWhole(name+", on a connection from before", functions, calls)
			}
			if name != "large" {
				check(name, hot, hot)
				return
			}
			check(name, hot, slices.Concat(hot, periodic))
			script(t, conn, "analyze") // the same rows, because adding a million takes minutes
			all := slices.Concat(hot, periodic)
			check("large, analyzed", all, others(calls))
			listing := newPlanned(t, conn.Config())
			for function, queries := range pages {
				for _, query := range queries {
					call := "neon_auth_api." + function + "(sha256('ops'), '" + query + "')"
					plans := listing.run(call)
					if len(plans) < 3 {
						t.Errorf("%s ran %d statements", call, len(plans))
					}
					for _, one := range plans {
						// A few rows of many that match are found quickest by reading until there are enough.
						if tables := one.Plan.whole(); len(tables) > 0 && one.Plan.Cost > 1000 || one.Plan.Cost > dear(most) {
							t.Errorf("%s reads all of %s, cost %.0f: %.1000s", call, tables, one.Plan.Cost, one.Query)
						}
					}
				}
			}
			if costOf(t, conn, `select from neon_auth."user" a, neon_auth."user" b`) < dear(most) {
				t.Error("joining all users with all costs little: this proves nothing")
			}
			costLittle(t, conn, dear(most))
		})
	}
}

// others are all functions but those that read all rows of a kind on purpose, or of a table that never has many: the default
// partition of the audit log, and the counters of management keys.
func others(calls map[string]string) (functions []string) {
	for function := range calls {
		if !slices.Contains([]string{"manage_count_sign_ins", "manage_export_user", "open_console_session", "tidy_audit"}, function) {
			functions = append(functions, function)
		}
	}
	return functions
}

// readNothingWhole calls functions and reports those that read a growing table from beginning to end.
func (p *planReader) readNothingWhole(name string, functions []string, calls map[string]string) {
	p.t.Helper()
	planned := 0
	for _, function := range functions {
		plans := p.run(calls[function])
		if len(plans) > 1 {
			planned++
		}
		for _, one := range plans {
			tables := one.Plan.whole()
			if strings.HasPrefix(name, "small, analyzed") { // of the others it is known that they have a few rows
				tables = slices.DeleteFunc(tables, func(table string) bool { return !slices.Contains([]string{"user", "session", "session_origin"}, table) })
			}
			if strings.HasPrefix(name, "large, analyzed when") { // there is one for ten users: eight pages, which are read faster than an index
				tables = slices.DeleteFunc(tables, func(table string) bool { return table == "organization" })
			}
			if function == "expire_deliveries" { // an index on the time of counters would make each count write it
				tables = slices.DeleteFunc(tables, func(table string) bool { return table == "request_count" })
			}
			if len(tables) > 0 {
				p.t.Errorf("%s: %s reads all of %s: %.400s", name, function, tables, one.Query)
			}
		}
	}
	if planned < len(functions)-3 {
		p.t.Errorf("%s: only %d of %d calls ran statements", name, planned, len(functions))
	}
}

// withoutVacuum keeps the tables without statistics until the test analyzes them.
const withoutVacuum = `do $$ declare t regclass; begin
	for t in select c.oid from pg_class c where c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r'
	loop execute format('alter table %s set (autovacuum_enabled = off)', t); end loop; end $$`

// planReader is a connection that reports the plan of each statement which its calls run.
type planReader struct {
	t     *testing.T
	conn  *pgx.Conn
	plans []hotPlan
}

type hotPlan struct {
	Query string `json:"Query Text"`
	Plan  node
}

func newPlanned(t *testing.T, config *pgx.ConnConfig) *planReader {
	t.Helper()
	p := &planReader{t: t}
	config = config.Copy()
	config.OnNotice = func(_ *pgconn.PgConn, notice *pgconn.Notice) {
		if _, text, found := strings.Cut(notice.Message, "plan:\n"); found {
			var one hotPlan
			must(t, json.Unmarshal([]byte(text), &one))
			p.plans = append(p.plans, one)
		}
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	must(t, err)
	t.Cleanup(func() { conn.Close(t.Context()) })
	p.conn = conn
	script(t, conn, `load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
		set auto_explain.log_format = json; set auto_explain.log_level = notice; set client_min_messages = notice`)
	return p
}

// run calls a function and rolls back. It returns the plan of each statement that ran, even if the call failed.
func (p *planReader) run(call string) []hotPlan {
	p.plans = nil
	_, _ = p.conn.PgConn().Exec(p.t.Context(), "begin; select * from "+call).ReadAll() // most fail sooner or later
	plans := p.plans
	script(p.t, p.conn, "rollback")
	return plans
}

// A look-up of a session reads members only if the session has an active organization.
func TestSessionsReadNoMembers(t *testing.T) {
	t.Parallel()
	onDebian(t)
	_, conn := withPeople(t)
	reader := newPlanned(t, conn.Config())
	script(t, reader.conn, `set auto_explain.log_analyze = on`)
	reads := func() (loops int) {
		for _, one := range reader.run(`neon_auth_api.get_sessions(neon_auth.branch_identity(), '{ada}')`) {
			loops += one.Plan.loops("member")
		}
		return loops
	}
	if n := reads(); n != 0 {
		t.Errorf("without an active organization there are %d reads", n)
	}
	script(t, conn, `update neon_auth.session set "activeOrganizationId" = '06640000-0000-4000-8000-000000000001' where token = 'ada'`)
	if reads() == 0 {
		t.Error("with one there are none: this proves nothing")
	}
}

// A look-up of a session finds it, its origin and its user by hash indexes, whose pages are fewer than those of the unique
// ones, and so does the identity of a token in SQL. So it is whatever the tables hold when a connection plans.
func TestSessionsAreFoundByHash(t *testing.T) {
	t.Parallel()
	onDebian(t)
	for name, fill := range map[string]string{"empty": "select 1", "large": many("10000"), "large, analyzed": many("10000") + "; analyze"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, conn := withPeople(t)
			script(t, conn, withoutVacuum+";"+fill)
			reader := newPlanned(t, conn.Config())
			for range 7 { // Postgres keeps a general plan after five calls
				for call, want := range map[string][]string{
					`neon_auth_api.get_sessions(neon_auth.branch_identity(), '{ada}')`: {"session_token_hash_idx", "session_origin_sessionId_hash_idx", "user_id_hash_idx"},
					`auth.login('ada')`: {"session_token_hash_idx", "user_id_hash_idx"},
				} {
					var read []string
					for _, one := range reader.run(call) {
						read = append(read, one.Plan.indexes()...)
					}
					for _, index := range want {
						if !slices.Contains(read, index) {
							t.Errorf("%s reads %s, and not %s", call, read, index)
						}
					}
				}
			}
		})
	}
}
