package secret_test

import (
	"errors"
	"strings"
	"testing"

	"neonauth/sidecar/secret"
)

const (
	one = "4f1d0c8a6b2e9573d1c0ffee17a5b3c9"
	two = "9c3b5a71eeff0c1d3759e2b6a8c0d1f4"
)

func TestNew(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		current, previous string
		refused           bool
	}{
		"a good one":           {one, "", false},
		"with a previous one":  {one, two, false},
		"empty":                {"", "", true},
		"31 bytes":             {one[:31], "", true},
		"a sample":             {"change-me-change-me-change-me-change-me", "", true},
		"one letter":           {strings.Repeat("a", 40), "", true},
		"a short previous one": {one, "short", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := secret.New(test.current, test.previous); (err != nil) != test.refused {
				t.Errorf("New: %v", err)
			}
		})
	}
}

func ring(t *testing.T, current, previous string) *secret.Keyring {
	t.Helper()
	k, err := secret.New(current, previous)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSigner(t *testing.T) {
	t.Parallel()
	mac := ring(t, one, "").Branch("ep-a").Signer(secret.Cookie).Sum("token")
	for name, test := range map[string]struct {
		signer secret.Signer
		text   string
		good   bool
	}{
		"the same":                  {ring(t, one, "").Branch("ep-a").Signer(secret.Cookie), "token", true},
		"after an exchange":         {ring(t, two, one).Branch("ep-a").Signer(secret.Cookie), "token", true},
		"after the exchange's end":  {ring(t, two, "").Branch("ep-a").Signer(secret.Cookie), "token", false},
		"another text":              {ring(t, one, "").Branch("ep-a").Signer(secret.Cookie), "other", false},
		"another branch":            {ring(t, one, "").Branch("ep-b").Signer(secret.Cookie), "token", false},
		"another purpose":           {ring(t, one, "").Branch("ep-a").Signer(secret.CookieData), "token", false},
		"purpose and branch merged": {ring(t, one, "").Branch("").Signer("cookie\x00ep-a"), "token", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.signer.Verify(test.text, mac); got != test.good {
				t.Errorf("verified %v", got)
			}
		})
	}
}

func TestSeal(t *testing.T) {
	t.Parallel()
	sealed, err := ring(t, one, "").Branch("ep-a").Seal(secret.SigningKey, []byte("private"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := ring(t, one, "").Branch("ep-a").Seal(secret.SigningKey, []byte("private"))
	if err != nil || again == sealed || strings.Contains(sealed, "private") {
		t.Errorf("sealed %q and %q: %v", sealed, again, err)
	}
	for name, test := range map[string]struct {
		keys    secret.Keys
		purpose secret.Purpose
		text    string
		good    bool
	}{
		"the same":          {ring(t, one, "").Branch("ep-a"), secret.SigningKey, sealed, true},
		"after an exchange": {ring(t, two, one).Branch("ep-a"), secret.SigningKey, sealed, true},
		"another secret":    {ring(t, two, "").Branch("ep-a"), secret.SigningKey, sealed, false},
		"another branch":    {ring(t, one, "").Branch("ep-b"), secret.SigningKey, sealed, false},
		"another purpose":   {ring(t, one, "").Branch("ep-a"), secret.Cookie, sealed, false},
		"tampered with":     {ring(t, one, "").Branch("ep-a"), secret.SigningKey, sealed[:len(sealed)-2] + "AA", false},
		"cut off":           {ring(t, one, "").Branch("ep-a"), secret.SigningKey, sealed[:30], false},
		"nothing of ours":   {ring(t, one, "").Branch("ep-a"), secret.SigningKey, "private", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain, err := test.keys.Open(test.purpose, test.text)
			if test.good != (err == nil && string(plain) == "private") || (!test.good && !errors.Is(err, secret.ErrSealed)) {
				t.Errorf("opened %q, %v", plain, err)
			}
		})
	}
}
