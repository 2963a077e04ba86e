package branches_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/branches"
	"neonauth/sidecar/pgtest"
)

// A stage is a home database with one user, and its branches.
type stage struct {
	*testing.T
	*pgtest.Database
	branches.Branches
}

func start(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	s := &stage{T: t, Database: pgtest.New(t)}
	s.Branches = branches.Branches{URL: s.Database.URL, Patience: time.Minute} // the machine may be busy
	s.at(s.Name, `insert into neon_auth."user" (name, email, "emailVerified") values ('Ada', 'ada@example.com', true)`)
	s.free()
	t.Cleanup(func() {
		ctx, done := context.WithTimeout(context.Background(), time.Minute)
		defer done()
		list, _ := s.List(ctx)
		for _, b := range list {
			if !b.Home {
				s.exec(ctx, "postgres", "drop database if exists "+quote(b.Name)+" with (force)")
			}
		}
	})
	return s
}

// free closes the test's connections to the home database.
func (s *stage) free() { s.Owner.Reset() }

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func (s *stage) connect(ctx context.Context, database string) *pgx.Conn {
	s.Helper()
	address, err := url.Parse(s.Database.URL)
	if err != nil {
		s.Fatal(err)
	}
	address.Path = "/" + database
	conn, err := pgx.Connect(ctx, address.String())
	if err != nil {
		s.Fatal(err)
	}
	return conn
}

func (s *stage) exec(ctx context.Context, database, statement string, args ...any) {
	s.Helper()
	conn := s.connect(ctx, database)
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement, args...); err != nil {
		s.Fatalf("%s: %v", statement, err)
	}
}

func (s *stage) at(database, statement string, args ...any) {
	s.Helper()
	s.exec(s.Context(), database, statement, args...)
}

func (s *stage) ask(database, query string, args ...any) (answer string) {
	s.Helper()
	conn := s.connect(s.Context(), database)
	defer conn.Close(s.Context())
	if err := conn.QueryRow(s.Context(), "select ("+query+")::text", args...).Scan(&answer); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return answer
}

// branch returns a name for a branch of this test.
func (s *stage) branch(name string) string { return s.Name + "_" + name }

func (s *stage) create(spec branches.Spec) branches.Made {
	s.Helper()
	made, err := s.Create(s.Context(), spec)
	if err != nil {
		s.Fatal(err)
	}
	return made
}

func (s *stage) refuses(err error, want string) {
	s.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		s.Errorf("%v, want %s", err, want)
	}
	if errors.Is(err, branches.ErrLeft) { // on a slow machine: the next command removes it
		pgtest.Eventually(s.T, "the next command does not remove it either", func() bool {
			_, err := s.FinishInterrupted(s.Context())
			return err == nil && s.ask(s.Name, `select count(*) from neon_auth_management.branch where id is null`) == "0"
		})
	}
	if left := s.ask(s.Name, `select count(*) from neon_auth_management.branch where id is null`); left != "0" {
		s.Errorf("%s unfinished branches are left", left)
	}
}

func (s *stage) exists(name string) bool {
	return s.ask("postgres", `exists (select from pg_database where datname = $1)`, name) == "true"
}

// TestCopies: a branch has its parent's users, its own identity, and the grants and settings of the parent's database.
func TestCopies(t *testing.T) {
	s := start(t)
	s.at("postgres", "revoke connect on database "+s.Name+" from public; alter database "+s.Name+" set search_path = app, public; alter database "+s.Name+" set work_mem = '5MB'; alter database "+s.Name+" set app.format = '%1$s of \"x\"'")
	s.at("postgres", "grant connect on database "+s.Name+" to neon_auth_sidecar")
	for _, inUse := range []bool{false, true} {
		t.Run(fmt.Sprint("in use: ", inUse), func(t *testing.T) {
			name, method := s.branch(fmt.Sprint("copy", inUse)), "template"
			if inUse {
				conn := s.connect(t.Context(), s.Name)
				defer conn.Close(t.Context())
				if _, err := conn.Exec(t.Context(), "set application_name = 'reporting'"); err != nil {
					t.Fatal(err)
				}
				method = "dump"
			}
			var steps []string
			b := s.Branches
			b.Report = func(step branches.Step) {
				if !slices.Contains(steps, step.Doing) {
					steps = append(steps, step.Doing)
				}
			}
			made, err := b.Create(t.Context(), branches.Spec{Name: name, TTL: time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			if made.Method != method || inUse != strings.Contains(made.Reason, "reporting") || len(steps) == 0 || made.Seconds <= 0 || made.Parent != s.Name {
				t.Errorf("%+v, %v", made, steps)
			}
			if made.Expires == nil || time.Until(*made.Expires) < 50*time.Minute {
				t.Errorf("it expires %v", made.Expires)
			}
			for query, want := range map[string]string{
				`select string_agg(email, ' ') from neon_auth."user"`:                        "ada@example.com",
				`select neon_auth.branch_identity()`:                                         made.Identity,
				`select neon_auth_management.branch_id()`:                                    made.ID,
				`select is_copy from neon_auth.branch_overview`:                              "true",
				`current_setting('search_path')`:                                             "app, public",
				`current_setting('work_mem')`:                                                "5MB",
				`current_setting('app.format')`:                                              `%1$s of "x"`,
				`has_database_privilege('authenticated', current_database(), 'connect')`:     "false",
				`has_database_privilege('neon_auth_sidecar', current_database(), 'connect')`: "true",
				`select count(*) from neon_auth_management.branch`:                           "0",
				`select datistemplate from pg_database where datname = current_database()`:   "false",
			} {
				if got := s.ask(name, query); got != want {
					t.Errorf("%s: %s, want %s", query, got, want)
				}
			}
			if own := s.ask(s.Name, "select neon_auth.branch_identity()"); own == made.Identity {
				t.Error("it has its parent's identity")
			}
		})
	}
}

// TestSidecarsMakeWay: a parent that a sidecar serves is copied by template, and no request fails.
func TestSidecarsMakeWay(t *testing.T) {
	s := start(t)
	ctx, stop := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	requests, failed := 0, 0
	serving.Go(func() { // a login of the sidecar, which connects again when its connection was ended
		each := time.NewTicker(5 * time.Millisecond) // between two requests, its connection is idle
		defer each.Stop()
		var conn *pgx.Conn
		for ctx.Err() == nil {
			<-each.C
			if conn == nil || conn.IsClosed() {
				var err error
				if conn, err = pgx.Connect(ctx, s.SidecarURL); err != nil && ctx.Err() == nil {
					failed++
					continue
				}
			}
			if ctx.Err() == nil {
				_, _ = conn.Exec(ctx, "select neon_auth_api.get_release()") // an idle connection may end
				requests++
			}
		}
		if conn != nil {
			conn.Close(context.Background())
		}
	})
	for i := range 3 {
		made := s.create(branches.Spec{Name: s.branch(fmt.Sprint("live", i))})
		if made.Method != "template" {
			t.Errorf("%s, because %s", made.Method, made.Reason)
		}
	}
	stop()
	serving.Wait()
	if failed > 0 || requests == 0 {
		t.Errorf("%d of %d connections failed", failed, requests)
	}
}

// TestRequestsDoNotWaitLong: if copying by template takes too long while a sidecar is connected, the copy is canceled, and
// the parent is dumped and restored.
func TestRequestsDoNotWaitLong(t *testing.T) {
	s := start(t)
	conn, err := pgx.Connect(t.Context(), s.SidecarURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	s.Patience = time.Millisecond
	made := s.create(branches.Spec{Name: s.branch("slow")})
	if made.Method != "dump" || !strings.Contains(made.Reason, "wait too long") {
		t.Errorf("%+v", made)
	}
	if left := s.ask("postgres", `select count(*) from pg_database where datistemplate and datname like 'neonauth\_new\_%' and pg_stat_file('base/' || oid || '/PG_VERSION', true) is null`); left != "0" {
		t.Errorf("%s broken databases are left", left)
	}
}

// TestOnlyOwnBranchesAreDeleted: nothing else is ever dropped: not the home database, nor another database, nor one that
// has taken the name of a branch.
func TestOnlyOwnBranchesAreDeleted(t *testing.T) {
	s := start(t)
	foreign, taken, moved := s.branch("foreign"), s.branch("taken"), s.branch("moved")
	s.at("postgres", "create database "+foreign)
	s.create(branches.Spec{Name: taken, TTL: time.Hour})
	s.at("postgres", "alter database "+taken+" rename to "+moved)
	s.at("postgres", "create database "+taken)
	s.at(s.Name, "update neon_auth_management.branch set expires_at = now() - interval '1 minute'")
	for _, name := range []string{s.Name, foreign, taken, "postgres", "template0", "no such database", `x"; drop database postgres; --`} {
		if err := s.Delete(t.Context(), name); !errors.Is(err, branches.ErrNotMade) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Reset(t.Context(), name); !errors.Is(err, branches.ErrNotMade) {
			t.Errorf("reset %s: %v", name, err)
		}
	}
	deleted, err := s.DeleteExpired(t.Context())
	if err != nil || !slices.Equal(deleted, []string{moved}) {
		t.Errorf("%v, %v", deleted, err)
	}
	for name, want := range map[string]bool{s.Name: true, foreign: true, taken: true, moved: false} {
		if s.exists(name) != want {
			t.Errorf("%s exists: %v", name, !want)
		}
	}
	s.at("postgres", "drop database "+foreign)
	s.at("postgres", "drop database "+taken)
}

// TestResetKeepsTheID: programs and keys that know a branch by its id still do after any number of resets. Copies of it, and
// a database that takes its name by other means, have ids of their own.
func TestResetKeepsTheID(t *testing.T) {
	s := start(t)
	name, child := s.branch("kept"), s.branch("child")
	first := s.create(branches.Spec{Name: name})
	s.at(s.Name, `select neon_auth_management.put_key(jsonb_build_object('id', gen_random_uuid(), 'name', 'bound', 'hash', sha256('bound'),
		'start', 'bound', 'branch', '`+first.ID+`'))`)
	for range 2 {
		made, err := s.Reset(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if made.ID != first.ID || made.Identity == first.Identity {
			t.Errorf("a reset makes %s (%s) of %s (%s)", made.ID, made.Identity, first.ID, first.Identity)
		}
		inside := s.ask(name, "select neon_auth_management.branch_id()")
		found := s.ask(s.Name, "select database from neon_auth_management.use_key(sha256('bound'), '', 'write', '', $1)", first.ID)
		if inside != first.ID || found != name {
			t.Errorf("the branch calls itself %s, a key for it finds %q", inside, found)
		}
		s.free()
	}
	copied := s.create(branches.Spec{Name: child, From: name})
	if copied.ID == first.ID {
		t.Error("a copy of the branch has the same id")
	}
	const homeOnly = `(select count(*) from neon_auth_management.branch) + (select count(*) from neon_auth_management.request_count)
		+ (select count(*) from neon_auth_management.branch_place p where p.id <> neon_auth_management.branch_id())`
	if left, at := s.ask(name, homeOnly), s.ask(s.Name, homeOnly); left != "0" || at == "0" {
		t.Errorf("the branch has %s rows that only its home, with %s, should have", left, at)
	}
	if err := s.Delete(t.Context(), name); err == nil || errors.Is(err, branches.ErrNotMade) {
		t.Errorf("the parent of %s is deleted: %v", child, err)
	}
	for _, one := range []string{child, name} {
		if err := s.Delete(t.Context(), one); err != nil {
			t.Errorf("delete %s: %v", one, err)
		}
	}
	s.at("postgres", "create database "+name)
	defer s.at("postgres", "drop database "+name)
	if s.ask(s.Name, "select neon_auth_management.branch_id(d.oid) from pg_database d where d.datname = $1", name) == first.ID {
		t.Error("a database that was made by hand has the id of the branch that was deleted")
	}
	s.free()
}

// TestExpiry: an expired branch is deleted, unless another one is a copy of it, or is about to be.
func TestExpiry(t *testing.T) {
	s := start(t)
	parent, child, lasting := s.branch("parent"), s.branch("child"), s.branch("lasting")
	s.create(branches.Spec{Name: parent, TTL: time.Hour})
	s.create(branches.Spec{Name: child, From: parent, TTL: 24 * time.Hour})
	s.create(branches.Spec{Name: lasting})
	expire := func(names ...string) {
		s.at(s.Name, "update neon_auth_management.branch set expires_at = now() - interval '1 minute' where name = any ($1)", names)
	}
	deletes := func(want ...string) {
		t.Helper()
		got, err := s.DeleteExpired(t.Context())
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("it deletes %v, want %v; %v", got, want, err)
		}
	}
	deletes()
	expire(parent)
	deletes()
	if err := s.Delete(t.Context(), parent); err == nil || !strings.Contains(err.Error(), child) {
		t.Errorf("a parent is deleted: %v", err)
	}
	expire(child)
	deletes(child)
	s.at(s.Name, `select neon_auth_management.begin_branch($1, $2, 'neonauth_new_x', null, false, '{}', false)`, child, parent)
	deletes() // it is being copied
	s.at(s.Name, `update neon_auth_management.branch set created_at = now() - interval '2 days' where id is null`)
	deletes(parent)
	if !s.exists(lasting) || s.exists(parent) || s.exists(child) {
		t.Error("the wrong databases are left")
	}
}

// TestInterruptedCopies: what an interrupted copy has left is removed after a day, and not before.
func TestInterruptedCopies(t *testing.T) {
	s := start(t)
	left := "neonauth_new_" + s.Name[len(s.Name)-8:]
	s.at("postgres", "create database "+left+" is_template true")
	s.at(s.Name, `select neon_auth_management.begin_branch('x', $1, $2, null, false, '{}', false)`, s.Name, left)
	if deleted, err := s.DeleteExpired(t.Context()); len(deleted) > 0 || err != nil {
		t.Errorf("%v, %v", deleted, err)
	}
	s.at(s.Name, `update neon_auth_management.branch set created_at = now() - interval '25 hours'`)
	if deleted, err := s.DeleteExpired(t.Context()); !slices.Equal(deleted, []string{left}) || err != nil {
		t.Errorf("%v, %v", deleted, err)
	}
	if s.exists(left) || s.ask(s.Name, "select count(*) from neon_auth_management.branch") != "0" {
		t.Error("it is still there")
	}

	// A creator that has ended is known by its lock. One that a login takes which may not make branches keeps nothing.
	login := "stranger_" + s.Name
	s.at("postgres", "create role "+login+" login password 'x'")
	defer s.at("postgres", "drop role "+login)
	address, _ := url.Parse(s.Database.URL)
	address.User, address.Path = url.UserPassword(login, "x"), "/postgres"
	stranger, err := pgx.Connect(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close(context.WithoutCancel(t.Context()))
	creator := s.connect(t.Context(), "postgres")
	defer creator.Close(context.WithoutCancel(t.Context()))
	for _, conn := range []*pgx.Conn{stranger, creator} {
		if _, err := conn.Exec(t.Context(), "select pg_advisory_lock_shared(1312907890, 7)"); err != nil {
			t.Fatal(err)
		}
	}
	s.at("postgres", "create database "+left+" is_template true")
	s.at(s.Name, `select neon_auth_management.begin_branch('x', $1, $2, null, false, '{}', false, 7)`, s.Name, left)
	if _, err := s.FinishInterrupted(t.Context()); err != nil || !s.exists(left) {
		t.Errorf("a creation that goes on is interrupted: %v", err)
	}
	if _, err := creator.Exec(t.Context(), "select pg_advisory_unlock_all()"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.FinishInterrupted(t.Context()); err != nil || s.exists(left) {
		t.Errorf("a stranger's lock keeps what an interrupted copy has left: %v", err)
	}
}

// TestUnfinishedBranchAfterARestore: the number of a complete database, restored with the home database in another cluster, is
// that of another database there, which keeps its name and stays a template.
func TestUnfinishedBranchAfterARestore(t *testing.T) {
	s := start(t)
	foreign := s.branch("foreign")
	s.at("postgres", "create database "+foreign+" is_template true")
	for i, replaced := range []any{nil, "br-00000000-00000000-00000000"} {
		name, left := s.branch(fmt.Sprint("x", i)), fmt.Sprintf("neonauth_new_%d%s", i, s.Name[len(s.Name)-8:])
		s.at(s.Name, `select neon_auth_management.begin_branch($1, $2, $3, null, false, '{}', $4, 8)`, name, s.Name, left, replaced != nil)
		s.at(s.Name, `update neon_auth_management.branch b set database = d.oid, method = 'template', replaces = $2 from pg_database d where d.datname = $1`, foreign, replaced)
		finished, err := s.FinishInterrupted(t.Context())
		if len(finished) > 0 || err != nil || s.exists(name) {
			t.Errorf("%v, %v", finished, err)
		}
		if kept := s.ask("postgres", "select count(*) from pg_database where datistemplate and datname = '"+foreign+"'"); kept != "1" {
			t.Error("the other database was renamed, or is no template any more")
		}
	}
	if left := s.ask(s.Name, "select count(*) from neon_auth_management.branch"); left != "0" {
		t.Errorf("%s are registered", left)
	}
	s.at("postgres", "alter database "+foreign+" is_template false")
	s.at("postgres", "drop database "+foreign)
}

// TestMaskedBranch: no connection of a sidecar is possible before the users are masked, and nothing of them is left.
// If masking fails, there is no branch.
func TestMaskedBranch(t *testing.T) {
	s := start(t)
	name := s.branch("masked")
	made := s.create(branches.Spec{Name: name, Mask: true, Keep: []string{"ada@example.com"}})
	if made.Masked != 0 || s.ask(name, `select email from neon_auth."user"`) != "ada@example.com" {
		t.Errorf("%+v", made)
	}
	s.at(s.Name, `insert into neon_auth."user" (name, email, "emailVerified") values ('Bob', 'bob@example.com', true)`)
	if made, err := s.Reset(t.Context(), name); err != nil || made.Masked != 1 {
		t.Errorf("reset: %+v, %v", made, err)
	}
	if got := s.ask(name, `select string_agg(split_part(email, '@', 2), ' ' order by email) from neon_auth."user"`); got != "example.com masked.invalid" {
		t.Errorf("its users are at %s", got)
	}
	s.at(s.Name, `alter table neon_auth."user" add column phone text`)
	_, err := s.Create(t.Context(), branches.Spec{Name: s.branch("unmasked"), Mask: true})
	s.refuses(err, "user.phone")
	if s.exists(s.branch("unmasked")) {
		t.Error("a branch that could not be masked exists")
	}
	_, err = s.Reset(t.Context(), name)
	s.refuses(err, "user.phone")
	if !s.exists(name) {
		t.Error("a failed reset has deleted the branch")
	}
}

// TestRefusals: what is not possible fails with a reason, and leaves nothing.
func TestRefusals(t *testing.T) {
	s := start(t)
	for _, name := range []string{"", "a b", "a/b", "-a", ".", "a'b", `a"b`, "a\x00b", strings.Repeat("x", 64), "neonauth_new_x", "template1", "ä"} {
		if _, err := s.Create(t.Context(), branches.Spec{Name: name}); !errors.Is(err, branches.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, ttl := range []string{"", "7", "d", "-1d", "0s", "7w", "1e9d", "NaNd"} {
		if got, err := branches.ParseTTL(ttl); !errors.Is(err, branches.ErrInvalid) {
			t.Errorf("%q: %v, %v", ttl, got, err)
		}
	}
	if got, err := branches.ParseTTL("1.5d"); got != 36*time.Hour || err != nil {
		t.Errorf("1.5d: %v, %v", got, err)
	}
	_, err := s.Create(t.Context(), branches.Spec{Name: s.Name})
	s.refuses(err, "already exists")
	_, err = s.Create(t.Context(), branches.Spec{Name: s.branch("x"), From: "no_such_database"})
	s.refuses(err, "there is no database no_such_database")
	_, err = s.Create(t.Context(), branches.Spec{Name: s.branch("x"), From: "postgres"})
	s.refuses(err, "not installed in database postgres")
	_, err = branches.Branches{}.Create(t.Context(), branches.Spec{Name: "x"})
	s.refuses(err, "NEONAUTH_MIGRATE_URL")
	_, err = branches.Branches{URL: s.SidecarURL}.Create(t.Context(), branches.Spec{Name: s.branch("x")})
	s.refuses(err, "is not a member of neon_auth")
	login := "installer_" + s.Name
	s.at("postgres", "create role "+login+" login password 'x' in role neon_auth")
	defer s.at("postgres", "drop role "+login)
	address, _ := url.Parse(s.Database.URL)
	address.User = url.UserPassword(login, "x")
	_, err = branches.Branches{URL: address.String()}.Create(t.Context(), branches.Spec{Name: s.branch("x")})
	s.refuses(err, "may not create databases")
	if left := s.ask(s.Name, "select count(*) from neon_auth_management.branch"); left != "0" {
		t.Errorf("%s are registered", left)
	}
}

// TestOrdinaryInstaller: a login with CREATEDB that owns the parent is enough: no superuser.
func TestOrdinaryInstaller(t *testing.T) {
	s := start(t)
	login := "installer_" + s.Name
	s.at("postgres", "create role "+login+" login createdb password 'x' in role neon_auth")
	s.at("postgres", "alter database "+s.Name+" owner to "+login)
	address, _ := url.Parse(s.Database.URL)
	address.User = url.UserPassword(login, "x")
	b := branches.Branches{URL: address.String()}
	made, err := b.Create(t.Context(), branches.Spec{Name: s.branch("own"), Mask: true})
	if err != nil || made.Method != "template" || made.Masked != 1 {
		t.Fatalf("%+v, %v", made, err)
	}
	if _, err := b.Reset(t.Context(), s.branch("own")); err != nil {
		t.Error(err)
	}
	status, err := b.Status(t.Context())
	if err != nil || !slices.ContainsFunc(status.Branches, func(st branches.State) bool { return st.Name == s.branch("own") && st.Copy && st.Outbound == "hold" }) {
		t.Errorf("%+v, %v", status, err)
	}
	if err := b.Delete(t.Context(), s.branch("own")); err != nil {
		t.Error(err)
	}
	s.at("postgres", "alter database "+s.Name+" owner to current_user; drop role "+login)
}

// TestInstallerWithoutRights: a login that may create databases, but does not own what it would copy or replace, is told so, and
// nothing changes.
func TestInstallerWithoutRights(t *testing.T) {
	s := start(t)
	login := "stranger_" + s.Name
	s.at("postgres", "create role "+login+" login createdb password 'x' in role neon_auth")
	defer s.at("postgres", "drop role "+login)
	address, _ := url.Parse(s.Database.URL)
	address.User = url.UserPassword(login, "x")
	b := branches.Branches{URL: address.String()}
	_, err := b.Create(t.Context(), branches.Spec{Name: s.branch("x")})
	s.refuses(err, "needs the rights of all who own something in it")
	made := s.create(branches.Spec{Name: s.branch("kept")})
	copies := 0
	b.Report = func(branches.Step) { copies++ }
	_, err = b.Reset(t.Context(), s.branch("kept"))
	s.refuses(err, "does not own the database "+s.branch("kept"))
	if copies > 0 {
		t.Error("the parent is copied before the login is refused")
	}
	if err := b.Delete(t.Context(), s.branch("kept")); err == nil || !strings.Contains(err.Error(), "lacks privileges") {
		t.Errorf("delete: %v", err)
	}
	if s.exists(s.branch("x")) || s.ask(s.branch("kept"), "select neon_auth.branch_identity()") != made.Identity {
		t.Error("something has changed")
	}
}

// TestTwoAtOnce: of two branches of one name, one is made, and nothing of the other is left.
func TestTwoAtOnce(t *testing.T) {
	s := start(t)
	var wins, losses int
	var mutex sync.Mutex
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			_, err := s.Create(t.Context(), branches.Spec{Name: s.branch("one")})
			mutex.Lock()
			defer mutex.Unlock()
			if err == nil {
				wins++
			} else if strings.Contains(err.Error(), "already exists") {
				losses++
			} else {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if wins != 1 || losses != 1 {
		t.Errorf("%d won, %d lost", wins, losses)
	}
	if left := s.ask(s.Name, "select count(*) from neon_auth_management.branch"); left != "1" {
		t.Errorf("%s are registered", left)
	}
}

// TestInterrupted: a copy that is interrupted leaves nothing, at whatever moment.
func TestInterrupted(t *testing.T) {
	s := start(t)
	for _, after := range []time.Duration{5, 20, 50, 100, 200, 400} {
		ctx, done := context.WithTimeout(t.Context(), after*time.Millisecond)
		name := s.branch(fmt.Sprint("interrupted", int(after)))
		_, err := s.Create(ctx, branches.Spec{Name: name, Mask: true})
		done()
		if err == nil {
			continue // it was fast
		}
		if s.exists(name) {
			t.Errorf("after %d ms: %v, and the branch exists", after, err)
		}
	}
	if left := s.ask(s.Name, "select count(*) from neon_auth_management.branch b where b.id is null"); left != "0" {
		t.Errorf("%s unfinished branches are registered", left)
	}
}
