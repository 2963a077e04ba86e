package api_test

import (
	"strings"
	"testing"
)

// A rule of the app's tables that stands in the way of a change is answered with its name and without a value.
func TestRulesOfTheApp(t *testing.T) {
	t.Parallel()
	const referring = `create table public.note (id int, author uuid not null constraint note_author_fkey references neon_auth."user" (id) %s);
		insert into public.note select 4711, id from neon_auth."user" where email = 'bob@example.com'`
	for _, c := range []struct {
		name, prepare string
		status        int
		code          string
	}{
		{"a reference", strings.Replace(referring, "%s", "", 1), 409, "NOTE_AUTHOR_FKEY"},
		{"a reference that restricts", strings.Replace(referring, "%s", "on delete restrict", 1), 409, "NOTE_AUTHOR_FKEY"},
		{"a reference that is checked at the end", strings.Replace(referring, "%s", "deferrable initially deferred", 1), 409, "NOTE_AUTHOR_FKEY"},
		{"a reference that becomes null", strings.Replace(referring, "%s", "on delete set null", 1), 422, "NOTE_AUTHOR_NOT_NULL"},
		{"a check where rows go along", `create schema app; create table app.purse (owner uuid references neon_auth."user" (id) on delete set null, cents int,
			constraint "purse is owned" check (owner is not null or cents = 0));
			insert into app.purse select id, 4711 from neon_auth."user" where email = 'bob@example.com'`, 422, "PURSE_IS_OWNED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			admin, bob := h.client().enter("ada@example.com"), h.client().enter("bob@example.com")
			h.sql(`update neon_auth."user" set role = 'admin' where email = 'ada@example.com'`)
			h.sql(`update neon_auth.project_config set options = jsonb_set(options, '{user}', '{"deleteUser": {"enabled": true}}')`)
			h.sql(c.prepare)
			id := value[string](h, `select id::text from neon_auth."user" where email = 'bob@example.com'`)
			for name, got := range map[string]answer{
				"remove-user": admin.post("/admin/remove-user", map[string]any{"userId": id}),
				"delete-user": bob.post("/delete-user", map[string]any{"password": goodWord}),
			} {
				if got.status != c.status || got.field("code") != c.code {
					t.Errorf("%s: %d %s", name, got.status, got.body)
				}
				if strings.Contains(got.body, id) || strings.Contains(got.body, "4711") || strings.Contains(got.body, "bob@") {
					t.Errorf("%s tells a value: %s", name, got.body)
				}
			}
			if n := value[int](h, `select count(*) from neon_auth."user" where id::text = $1`, id); n != 1 {
				t.Error("the user is gone all the same")
			}
			if log := h.log.String(); strings.Contains(log, `"level":"ERROR"`) {
				t.Errorf("an app's rule is logged as an error: %s", log)
			}
		})
	}
}

// A rule that the app adds to one of neonauth's tables is reported as the app's rule.
func TestRulesOnOurTables(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`create unique index one_of_a_name on neon_auth."user" (name);
		alter table neon_auth."user" add constraint "no robots" check (name not like '%bot%')`)
	up := func(name, email string) answer {
		return h.client().post("/sign-up/email", map[string]any{"name": name, "email": email, "password": goodWord})
	}
	up("Ada", "ada@example.com").wants(t, 200)
	bob := h.client()
	bob.post("/sign-up/email", map[string]any{"name": "Bob", "email": "bob@example.com", "password": goodWord}).wants(t, 200)
	bob.post("/update-user", map[string]any{"name": "Ada"}).wants(t, 409, `"code":"ONE_OF_A_NAME"`)
	up("A bot", "bot@example.com").wants(t, 422, `"code":"NO_ROBOTS"`)
	up("Eve", "ada@example.com").wants(t, 422, `USER_ALREADY_EXISTS`)
	up("Ada", "eve@example.com").wants(t, 409, `"code":"ONE_OF_A_NAME"`) // whose address is free
	up("Ada", "ADA@example.com").wants(t, 422, `USER_ALREADY_EXISTS`)    // both
	h.sql(`create unique index one_of_a_beginning on neon_auth."user" (left(email, 3))`)
	up("Eve", "adamant@example.com").wants(t, 409, `"code":"ONE_OF_A_BEGINNING"`)
	up("Eve", "eve@example.org").wants(t, 200)
}
