package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const syncSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// post sends an event as an outside provider does, and returns status and body.
func (h *harness) post(provider, body string, header map[string]string) (int, string) {
	h.Helper()
	request, err := http.NewRequestWithContext(h.Context(), http.MethodPost, h.server.URL+"/"+h.db.Name+"/auth/users-sync/"+provider, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := h.server.Client().Do(request)
	if err != nil {
		h.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		h.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

func hmacOf(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// signed returns the headers of Standard Webhooks under a prefix, for a message that was sent some time ago.
func signed(prefix, id, body string, ago time.Duration) map[string]string {
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(syncSecret, "whsec_"))
	sent := strconv.FormatInt(time.Now().Add(-ago).Unix(), 10)
	return map[string]string{
		prefix + "id": id, prefix + "timestamp": sent,
		prefix + "signature": "v1," + base64.StdEncoding.EncodeToString(hmacOf(key, id+"."+sent+"."+body)),
	}
}

// Each provider's events create, change and delete users, with its own headers and form.
func TestOutsideProvidersFillUsersSync(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('usersSync.' || p || '.secret', $1) from unnest('{clerk,stackAuth,standard}'::text[]) p`, syncSecret)
	h.sql(`select neon_auth.set('usersSync.workos.secret', 'b4NJRkMoqKTp0lXFDrUjsO1Gc')`)
	if _, err := h.branch.SealSecrets(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sealed := value[bool](h, `select count(*) = 4 and bool_and(p.value ->> 'secret' like 'v1.%') from neon_auth.project_config c, jsonb_each(c.options -> 'usersSync') p`); !sealed {
		t.Error("the secrets are stored in clear")
	}
	n := 0
	send := func(provider, body string) (int, string) {
		n++
		id := fmt.Sprintf("msg_%d", n)
		switch provider {
		case "workos":
			body = strings.Replace(body, "{", `{"id":"`+id+`",`, 1)
			sent := strconv.FormatInt(time.Now().UnixMilli(), 10)
			return h.post(provider, body, map[string]string{
				"WorkOS-Signature": "t=" + sent + ", v1=" + hex.EncodeToString(hmacOf([]byte("b4NJRkMoqKTp0lXFDrUjsO1Gc"), sent+"."+body)),
			})
		case "standard":
			return h.post(provider, body, signed("webhook-", id, body, 0))
		}
		return h.post(provider, body, signed("svix-", id, body, 0))
	}
	for provider, events := range map[string][3]string{
		"clerk": {
			`{"type":"user.created","timestamp":1767225600000,"data":{"id":"clerk","first_name":"Ada","last_name":"L","created_at":1767225600000,
			  "primary_email_address_id":"2","email_addresses":[{"id":"1","email_address":"old@example.com"},{"id":"2","email_address":"ada@example.com","verification":{"status":"verified"}}]}}`,
			`{"type":"user.updated","timestamp":1767225601000,"data":{"id":"clerk","first_name":"Eve","last_name":null,"email_addresses":[]}}`,
			`{"type":"user.deleted","timestamp":1767225602000,"data":{"id":"clerk","deleted":true}}`,
		},
		"stack-auth": {
			`{"type":"user.created","data":{"id":"stack-auth","display_name":"Ada L","primary_email":"ada@example.com","primary_email_verified":true,"signed_up_at_millis":1767225600000}}`,
			`{"type":"user.updated","data":{"id":"stack-auth","display_name":"Eve","primary_email":null,"signed_up_at_millis":1767225600000}}`,
			`{"type":"user.deleted","data":{"id":"stack-auth","teams":[]}}`,
		},
		"workos": {
			`{"event":"user.created","created_at":"2026-01-01T00:00:00.000Z","data":{"id":"workos","first_name":"Ada","last_name":"L","email":"ada@example.com","email_verified":true,"created_at":"2026-01-01T00:00:00.000Z"}}`,
			`{"event":"user.updated","created_at":"2026-01-01T00:00:01.000Z","data":{"id":"workos","first_name":"Eve"}}`,
			`{"event":"user.deleted","created_at":"2026-01-01T00:00:02.000Z","data":{"id":"workos"}}`,
		},
		"standard": {
			`{"type":"user.created","timestamp":"2026-01-01T00:00:00Z","data":{"id":"standard","name":"Ada L","email":"ada@example.com","email_verified":true,"created_at":"2026-01-01T00:00:00Z"}}`,
			`{"type":"user.updated","timestamp":"2026-01-01T00:00:01Z","data":{"id":"standard","name":"Eve"}}`,
			`{"type":"user.deleted","timestamp":"2026-01-01T00:00:02Z","data":{"id":"standard"}}`,
		},
	} {
		for i, want := range []string{`(2,"Ada L",ada@example.com,true,t,t)`, `(2,Eve,,false,t,t)`, `(2,Eve,,false,t,f)`} {
			if status, answer := send(provider, events[i]); status != 200 || !strings.Contains(answer, `"applied"`) {
				t.Errorf("%s %d: %d %s", provider, i, status, answer)
			}
			got := value[string](h, `select (2, name, email, raw_json ->> 'primary_email_verified',
				created_at is not distinct from case when $2 = 0 then timestamptz '2026-01-01Z' else created_at end, deleted_at is null)::text
				from neon_auth.users_sync where id = $1`, provider, i)
			if got != want {
				t.Errorf("%s %d: %s, want %s", provider, i, got, want)
			}
		}
	}
}

// What is not signed, or not recent, or not an event, writes nothing.
func TestUsersSyncRefuses(t *testing.T) {
	t.Parallel()
	h := start(t)
	const event = `{"type":"user.created","timestamp":"2026-01-01T00:00:00Z","data":{"id":"u"}}`
	if status, _ := h.post("clerk", event, signed("svix-", "m", event, 0)); status != 404 {
		t.Errorf("without a secret: %d, want 404", status)
	}
	h.sql(`select neon_auth.set('usersSync.clerk.secret', $1)`, syncSecret)
	for name, c := range map[string]struct {
		provider, body string
		header         map[string]string
		want           int
	}{
		"no signature":          {"clerk", event, nil, 401},
		"an old message":        {"clerk", event, signed("svix-", "m", event, 6*time.Minute), 400},
		"one of the future":     {"clerk", event, signed("svix-", "m", event, -6*time.Minute), 400},
		"a body of another":     {"clerk", event + " ", signed("svix-", "m", event, 0), 401},
		"another provider":      {"stack-auth", event, signed("svix-", "m", event, 0), 404},
		"an unknown provider":   {"'; drop", event, signed("svix-", "m", event, 0), 404},
		"no JSON":               {"clerk", `{"type":`, signed("svix-", "m", `{"type":`, 0), 400},
		"an array":              {"clerk", `[]`, signed("svix-", "m", `[]`, 0), 400},
		"data that is a text":   {"clerk", `{"type":"user.created","data":"x"}`, signed("svix-", "m", `{"type":"user.created","data":"x"}`, 0), 400},
		"an id of 256 bytes":    {"clerk", `{"type":"user.created","data":{"id":"` + strings.Repeat("x", 256) + `"}}`, signed("svix-", "m", `{"type":"user.created","data":{"id":"`+strings.Repeat("x", 256)+`"}}`, 0), 400},
		"a NUL":                 {"clerk", `{"type":"user.created","data":{"id":"\u0000"}}`, signed("svix-", "m", `{"type":"user.created","data":{"id":"\u0000"}}`, 0), 400},
		"a huge number":         {"clerk", `{"type":"user.created","data":{"id":"u","n":1e999999}}`, signed("svix-", "m", `{"type":"user.created","data":{"id":"u","n":1e999999}}`, 0), 400},
		"a message id too long": {"clerk", event, signed("svix-", strings.Repeat("x", 300), event, 0), 400},
		"too much":              {"clerk", strings.Repeat(" ", 1<<20) + event, signed("svix-", "m", event, 0), 413},
	} {
		if status, answer := h.post(strings.ReplaceAll(c.provider, " ", "%20"), c.body, c.header); status != c.want {
			t.Errorf("%s: %d %s, want %d", name, status, answer, c.want)
		}
	}
	if n := value[int](h, `select (select count(*) from neon_auth.users_sync) + (select count(*) from neon_auth.users_sync_event)`); n != 0 {
		t.Errorf("%d rows are written", n)
	}
	if log := h.log.String(); strings.Contains(log, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") {
		t.Error("the secret is logged")
	}
}

// Of concurrent copies of an event one is applied, and of concurrent events of a user the newest stays.
func TestUsersSyncRaces(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('usersSync.clerk.secret', $1)`, syncSecret)
	for round := range 5 {
		var wait sync.WaitGroup
		applied := make(chan string, 40)
		for i := range 20 {
			event := fmt.Sprintf(`{"type":"user.updated","timestamp":%d,"data":{"id":"u%d","username":"%d"}}`, 1767225600000+i/2, round, i/2)
			wait.Go(func() {
				status, answer := h.post("clerk", event, signed("svix-", fmt.Sprintf("m%d-%d", round, i/2), event, 0))
				if status != 200 {
					t.Errorf("%d %s", status, answer)
				}
				applied <- answer
			})
		}
		wait.Wait()
		close(applied)
		repeated := 0
		for answer := range applied {
			if strings.Contains(answer, "repeated") {
				repeated++
			}
		}
		if name := value[string](h, `select name from neon_auth.users_sync where id = 'u' || $1::int`, round); name != "9" || repeated != 10 {
			t.Errorf("name %s, %d repeated; want 9 and 10", name, repeated)
		}
	}
}

// A change of a user does not wait for an app's transaction that refers to the user's row, and the row survives the user.
func TestUsersSyncIsSafeToReferTo(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.enable_users_sync()`)
	h.sql(`create table todo (owner text references neon_auth.users_sync (id) on delete cascade on update cascade)`)
	ada := h.client().enter("ada@example.com")
	tx, err := h.db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	if _, err := tx.Exec(t.Context(), `insert into todo select id from neon_auth.users_sync`); err != nil {
		t.Fatal(err)
	}
	if got := ada.post("/update-user", `{"name":"Ada L."}`); got.status != 200 {
		t.Errorf("%d %s", got.status, got.body)
	}
	if name := value[string](h, `select name from neon_auth.users_sync`); name != "Ada L." {
		t.Errorf("the copy is named %s", name)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.sql(`select neon_auth.delete_user(id) from neon_auth."user"`)
	if left := value[bool](h, `select count(*) = 1 and bool_and(s.deleted_at is not null) from todo t join neon_auth.users_sync s on s.id = t.owner`); !left {
		t.Error("the app's row is gone with the user")
	}
}
