package totp_test

import (
	"net/url"
	"testing"
	"time"

	"neonauth/sidecar/totp"
)

// TestCode: the values of RFC 6238, appendix B.
func TestCode(t *testing.T) {
	t.Parallel()
	key := totp.Key{Secret: "12345678901234567890", Digits: 8, Period: 30}
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := key.Code(at / 30); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		if step := key.Step(want, time.Unix(at, 0)); step == nil || *step != at/30 {
			t.Errorf("at %d: step %v", at, step)
		}
	}
}

// TestStep: one period of grace on each side.
func TestStep(t *testing.T) {
	t.Parallel()
	key := totp.Key{Secret: "12345678901234567890", Digits: 6, Period: 30}
	now := time.Unix(1111111111, 0)
	present := now.Unix() / 30
	for shift, accepted := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		if step := key.Step(key.Code(present+shift), now); (step != nil) != accepted {
			t.Errorf("%d steps away: %v", shift, step)
		}
	}
	for _, code := range []string{"", "05047", "0504711", " 050471", "０５０４７１"} {
		if key.Step(code, now) != nil {
			t.Errorf("%q is accepted", code)
		}
	}
}

func TestURI(t *testing.T) {
	t.Parallel()
	key := totp.Key{Secret: "12345678901234567890", Digits: 6, Period: 30}
	got := key.URI("Tom & Co", "ada+x@example.com")
	parsed, err := url.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if parsed.Path != "/Tom & Co:ada+x@example.com" || parsed.Query().Get("issuer") != "Tom & Co" || parsed.Query().Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Errorf("%s", got)
	}
}

// TestBackupHash: without the secret, a hash does not lead to the code.
func TestBackupHash(t *testing.T) {
	t.Parallel()
	one, two := totp.Key{Secret: "a"}, totp.Key{Secret: "b"}
	hash := one.BackupHash("abcde-fghij")
	if again := one.BackupHash("abcde-fghij"); hash != again || hash == two.BackupHash("abcde-fghij") || hash == one.BackupHash("abcde-fghik") {
		t.Error("the hash does not depend on exactly the secret and the code")
	}
}
