package outbox_test

import (
	"net"
	"net/netip"
	"strings"
	"testing"

	"neonauth/sidecar/mail"
	"neonauth/sidecar/outbox"
	"neonauth/sidecar/webhook"
)

// banner sends a line that is not from a mail server on each connection, and returns its port.
func banner(t *testing.T, line string) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() { // ends with the listener
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte(line))
			conn.Close()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

// TestMailServersOfTheOperatorsNetwork: email_provider only reaches public servers, unless the operator allows others, and
// the database's owner cannot read what a server sent.
func TestMailServersOfTheOperatorsNetwork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host    string
		allowed string // by the operator
		says    string
	}{
		"loopback":            {"127.0.0.1", "10.0.0.0/8", "not public"},
		"a name for it":       {"localhost", "10.0.0.0/8", "not public"},
		"IPv4 in IPv6":        {"::ffff:127.0.0.1", "10.0.0.0/8", "not public"},
		"the cloud's service": {"169.254.169.254", "10.0.0.0/8", "not public"},
		"allowed":             {"127.0.0.1", "127.0.0.0/8", "refused with code 500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(o *outbox.Config) {
				o.Guard = &mail.Guard{Forbidden: webhook.IsPrivate, Allowed: []netip.Prefix{netip.MustParsePrefix(c.allowed)}}
			})
			s.sql(`update neon_auth.project_config set email_provider = jsonb_build_object('type', 'standard', 'host', $1::text,
				'port', $2::integer, 'username', '', 'password', '', 'sender_email', 'app@example.com')`, c.host, banner(t, "500 internal banner of redis\r\n"))
			s.sql(`select neon_auth_internal.queue_mail('password-changed', 'ada@example.com', null, null)`)
			s.eventually(`select "lastError" is not null from neon_auth.list_deliveries()`)
			said := value[string](s, `select "lastError" from neon_auth.list_deliveries()`)
			if !strings.Contains(said, c.says) || strings.Contains(said, "banner") {
				t.Errorf("the owner reads %q", said)
			}
		})
	}
}

// TestSealedSecretsStay: a sealed secret opens only in its database, and only for the server and user it was written for.
func TestSealedSecretsStay(t *testing.T) {
	t.Parallel()
	s, other := start(t), start(t)
	const write = `update neon_auth.project_config set email_provider = '{"type": "standard", "host": "mx.example.com", "port": 587,
		"username": "app", "password": "the sealed word", "sender_email": "app@example.com"}', social_providers =
		'[{"id": "github", "clientId": "cats", "clientSecret": "the client''s word"}]'`
	kept := func(s *stage) (string, string) {
		return value[string](s, `select email_provider ->> 'password' from neon_auth.project_config`),
			value[string](s, `select social_providers -> 0 ->> 'clientSecret' from neon_auth.project_config`)
	}
	s.sql(write)
	if n, err := s.branch.SealSecrets(t.Context()); err != nil || n > 2 {
		t.Fatalf("%d, %v", n, err)
	}
	s.eventually(`select email_provider ->> 'password' like 'v1.%' and social_providers -> 0 ->> 'clientSecret' like 'v1.%' from neon_auth.project_config`)
	word, client := kept(s)
	opens := func(s *stage, sealed, want string) {
		t.Helper()
		if plain, err := s.branch.OpenSecret(sealed); (err == nil) != (want != "") || plain != want {
			t.Errorf("it opens as %q, %v", plain, err)
		}
	}
	opens(s, word, "the sealed word")
	opens(s, client, "the client's word")

	// In another database of the same operator, with any values next to it.
	other.sql(`update neon_auth.branch_seed set lineage = default`) // because test databases are copies of one template
	other.sql(`update neon_auth.project_config set email_provider = jsonb_build_object('type', 'standard', 'host', 'mx.example.com', 'port', 587,
		'username', 'app', 'password', $1::text, 'sender_email', 'app@example.com'), social_providers =
		jsonb_build_array(jsonb_build_object('id', 'github', 'clientId', 'cats', 'clientSecret', $2::text))`, word, client)
	opens(other, word, "")
	opens(other, client, "")
	if n, err := other.branch.SealSecrets(t.Context()); err != nil || n != 0 {
		t.Errorf("%d pasted secrets are sealed again, %v", n, err)
	}

	for _, change := range []string{`{"host": "evil.example"}`, `{"port": 2525}`, `{"username": "eve"}`} {
		s.sql(`update neon_auth.project_config set email_provider = email_provider || $1::jsonb`, change)
		opens(s, word, "")
		s.sql(`update neon_auth.project_config set email_provider = email_provider || '{"host": "mx.example.com", "port": 587, "username": "app"}'`)
		opens(s, word, "the sealed word")
	}
	s.sql(`update neon_auth.project_config set email_provider = email_provider || '{"sender_name": "Acme"}'`)
	opens(s, word, "the sealed word")
	s.sql(`update neon_auth.project_config set email_provider = email_provider || jsonb_build_object('password', $1::text)`, client)
	opens(s, client, "the client's word") // the secret is still in its place
	s.sql(`update neon_auth.project_config set social_providers = '[]'`)
	opens(s, client, "") // in any other place

	// A copy has a different identity, and continues to use secrets that its parent sealed.
	s.sql(`update neon_auth.project_config set email_provider = email_provider || jsonb_build_object('password', $1::text)`, word)
	s.sql(`select neon_auth.fork_branch()`)
	opens(s, word, "the sealed word")
}

// TestSecretsSealedBefore: secrets sealed by the previous release open, and are bound to their place as soon as possible.
func TestSecretsSealedBefore(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set email_provider = '{"type": "standard", "host": "mx.example.com", "port": 587,
		"username": "app", "password": "the sealed word", "sender_email": "app@example.com"}'`)
	if _, err := s.branch.SealSecrets(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.eventually(`select email_provider ->> 'password' like 'v1.%' from neon_auth.project_config`)
	bound := value[string](s, `select email_provider ->> 'password' from neon_auth.project_config`)
	s.sql(`insert into neon_auth.unbound_seal values (encode(sha256(convert_to($1::text, 'UTF8')), 'hex'))`, bound)
	if plain, err := s.branch.OpenSecret(bound); err != nil || plain != "the sealed word" {
		t.Errorf("%q, %v", plain, err)
	}
}
