package api_test

import "testing"

// TestOriginsThatAreAcceptedCanMatch: an entry that trusted_origins accepts trusts an address, and one that it refuses
// as never matching would trust none: SQL's check and isTrusted agree.
func TestOriginsThatAreAcceptedCanMatch(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set allow_localhost = false`)
	isTrusted := func(address string) bool {
		got := h.client().post("/sign-out", map[string]any{"callbackURL": address})
		return got.status != 403
	}
	set := func(origin string) error {
		_, err := h.db.Owner.Exec(t.Context(), `update neon_auth.project_config set trusted_origins = jsonb_build_array($1::text)`, origin)
		return err
	}
	for origin, address := range map[string]string{
		"https://app.example.com": "https://app.example.com/x", "HTTPS://App.Example.com:8443": "https://app.example.com:8443/",
		"https://*.example.com": "https://a.example.com/x", "*.example.com": "http://a.example.com", "https://app.example.com:*": "https://app.example.com:81/",
		"http://10.0.?.*:3000": "http://10.0.1.12:3000/x", "https://[::1]:3000": "https://[::1]:3000/", "myapp://": "myapp://open",
		"com.example.app://callback": "com.example.app://callback?x=1", "exp://": "exp://192.168.0.1:8081/--/x", "http*://a.example": "https://a.example/",
		"https://app.example.com/": "https://app.example.com/x",
	} {
		if err := set(origin); err != nil {
			t.Errorf("%s: %v", origin, err)
		} else if !isTrusted(address) {
			t.Errorf("%s is accepted, and does not trust %s", origin, address)
		}
	}
	for _, origin := range []string{
		"exp://192.168.*.*:*/*", "app.example.com", "localhost:3000", "https://*.example.com/app", "*.example.com/app", "https://*.example.com:443",
		"http://*.example.com:80", "https://exämple.com", "https://ada:pass@app.example.com", "https://app.example.com:99999", "myapp*://",
		"https://1.2.3.4.5", "https://app..example.com", "http://0x7f.1", "http://10.0.0.256",
	} {
		if set(origin) == nil {
			t.Errorf("%s is accepted", origin)
		}
	}
	h.sql(`alter table neon_auth.project_config disable trigger check_project_config`)
	for _, origin := range []string{
		"exp://192.168.*.*:*/*", "app.example.com", "localhost:3000", "https://*.example.com/app", "*.example.com/app", "https://*.example.com:443",
		"http://*.example.com:80",
	} {
		if err := set(origin); err != nil {
			t.Fatal(err)
		}
		for _, address := range []string{
			"exp://192.168.0.1:8081/--/x", "exp://192.168.0.1:8081/x", "https://app.example.com", "http://app.example.com/", "app.example.com://x",
			"http://localhost:3000", "https://a.example.com/app", "http://a.example.com/app", "https://a.example.com:443/", "http://a.example.com:80/",
		} {
			if isTrusted(address) {
				t.Errorf("%s is refused as never matching, and trusts %s", origin, address)
			}
		}
	}
}
