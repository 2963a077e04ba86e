package main_test

import (
	"os/exec"
	"testing"
)

// TestImpersonationInABrowser acts as a user from the console, in an app with the Neon SDK's Next.js middleware and in one on
// another site: what the app sees, what it may do, and how both sides end it.
func TestImpersonationInABrowser(t *testing.T) {
	t.Parallel()
	npmCI(t, clients)
	port, next := freePort(t), freePort(t)
	inConsole(t, "impersonate.mjs", []string{
		`update neon_auth.project_config set trusted_origins = jsonb_build_array('http://app.localhost:` + port + `', 'http://localhost:` + next + `')`,
		`insert into neon_auth."user" (name, email, "emailVerified") values ('Bob', 'bob@example.com', true)`,
	}, func(api string, _ func(args ...string) string) []string {
		app := exec.Command("node", "next-app.mjs")
		app.Dir = clients
		app.Env = plainEnvironment("NEON_AUTH_BASE_URL="+api, "PORT="+next)
		serve(t, app, "http://127.0.0.1:"+next+"/auth/sign-in")
		return []string{"API=" + api, "PORT=" + port, "NEXT=http://localhost:" + next}
	})
}
