package password

import (
	"strings"
	"testing"
)

// The hashes were made once by better-auth 1.4.18 (hashPassword of better-auth/crypto).
func TestVerifyKnowsTheHashesOfBetterAuth(t *testing.T) {
	t.Parallel()
	h := New(2, 0)
	for _, v := range []struct{ name, password, hash string }{
		{
			"ASCII", "correct horse",
			"6166e13b0d7f07242b64028e39f8de71:" +
				"cea8eb3a17fe5c9d8fbc1460c5c5c772315cb1f67d3e42646d0fc9baf78b6330" +
				"6eaf56339efe8b7f992c4f33e99de6d77e76681cfafcf4d5f52b6ac30ea65ed2",
		},
		{
			"fullwidth letters are ASCII", "correct horse",
			"59e7eb0bc06b859a714f179f48758fd4:" +
				"37f3b41565cf2fc7c5d5a8bc8687fc963a0b5db8b12b93d187df748a41e54c65" +
				"f348e12ffd39a0314edabd6b988e6c1aa1e8e6b84b5dfe9875d7adbaa5478fb8",
		},
		{
			"ASCII is fullwidth letters", "ｃｏｒｒｅｃｔ　ｈｏｒｓｅ",
			"b1026dadc11d51a2472ea92f9900aed1:" +
				"42be004f6dc74695b2e24c31458c9fe5bce328e8b262a662473b441a9a2f445c" +
				"75a4e2f9cd09c947b9be0ccd9c8ddd543cbe99443c8fad42e6680d13b4696cfe",
		},
		{
			"emoji", "🦊🦊🦊🦊",
			"272ee6126a077ea3aafca685420fb337:" +
				"ce30e0dc8037514077a68f2076f48beca1167ae660d44bf7283ff7d526d4bc1c" +
				"22066050eb39b515456c8bd7cc0c992c9c88b04f65d36b9ca5e918d5ebe8c636",
		},
		{
			"accents on their own", "caf\u00e9 na\u00efve",
			"a27d004b7fc14af0242a165cf6404078:" +
				"415e88452626747b976b050f3afface05aac57233979078beb68f712f76c4405" +
				"9f7f85879c5fa33c78cd43724ede2509e3ae5988d4b4490dd820fa8df64a50e8",
		},
		{
			"accented letters", "cafe\u0301 nai\u0308ve",
			"1416e8094cddc3295389fa335feda573:" +
				"0445c5222a4f6974bd1220ca71ae4f1c77635d4410aad562b7c56fd51bf71f5b" +
				"20eb6a556a4b651b650decc791ad756e4d19fc540e2d884d965d345972a1b21b",
		},
		{
			"ligatures and circles", "five 12 \u00c5",
			"b9ac5d5ca824826679123422c868bf5c:" +
				"1eaf4c4643685439bc17651ed406e6a37a83f7569f22c036bcafd7bde951c92a" +
				"ce1e4c558769991763c7e7dd18c62bbeb0d55afb1d50b9424fb98dcb83ee881e",
		},
		{
			"empty", "",
			"1964fc5c58d607b1327a3a22e075d135:" +
				"a2aea666cfaee6110cb5cfbc9eade221ab8b68ca32883a9ec50e9b9298f2c244" +
				"5c733b8c3ecccc104dc0dfed35169876f7d546b8bba4ed63f3347df849086330",
		},
		{
			"128 characters", strings.Repeat("x", 128),
			"c236403e0037001479e9023cfc2ff067:" +
				"86f77bd1ffb91ed7a70d15d19bd973b8bfaa9ef1fc846967c3f0e1eb90357f3f" +
				"45737dd3df131fb5d48f4377bec398ff35a7a66fc632579f3cdb81dfcf8a6de1",
		},
		{
			"more accents than x/text bears", "a" + strings.Repeat("\u0301\u0323", 20) + "b",
			"03499c9918c909423eeb0cac0d9dcced:" +
				"1622d5938b7058012315b5caa4960602e32831d777da8f4ed25cecda5d9bca14" +
				"573e99fe64688449d1234abe887e308aa7bb1d85a6cc4f0abee0c6be89273005",
		},
		{
			"half a surrogate pair", "abc\ufffddef",
			"951b8248a5eaf0404da91940d0479b5f:" +
				"3270fa0c4a7b395421c07f01eb0ee17e51b21cc0d7077918208c5a586308c6fc" +
				"69ab007e0e0e389dddbbfb32d8ed70f07ee4a0fe2296e5b9bb10629073c3ceab",
		},
		{
			"a NUL", "a\x00b",
			"f629a83344cb83f89e39a209e562097c:" +
				"301f2d9367c8fce57fe794ecc800f1f64f027f001a65f5b8969551906a32f333" +
				"e37d71577f5e1bec1cb9f9157ee18e6ace0d20a5d4c9fba7c0f0b544d8c41edc",
		},
	} {
		if ok, err := h.Verify(t.Context(), v.password, v.hash); !ok || err != nil {
			t.Errorf("%s: %v, %v", v.name, ok, err)
		}
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	h := New(0, 0)
	first, err := h.Hash(t.Context(), "Pässword1")
	if err != nil {
		t.Fatal(err)
	}
	second, err := h.Hash(t.Context(), "Pässword1")
	if err != nil {
		t.Fatal(err)
	}
	if first[:33] == second[:33] || len(first) != 32+1+128 || strings.ToLower(first) != first {
		t.Errorf("not two salted hashes: %s and %s", first, second)
	}
	if ok, err := h.Verify(t.Context(), "Pässword1", first); !ok || err != nil {
		t.Errorf("own hash: %v, %v", ok, err)
	}
	if ok, err := h.Verify(t.Context(), "Password1", first); ok || err != nil {
		t.Errorf("wrong password: %v, %v", ok, err)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	salt, key := strings.Repeat("0F", 16), strings.Repeat("a1", 64)
	for hash, wellFormed := range map[string]bool{
		salt + ":" + key:                  true,
		salt + ":" + strings.ToUpper(key): true,
		"":                                false,
		"!":                               false,
		":":                               false,
		salt:                              false,
		salt + ":":                        false,
		":" + key:                         false,
		salt + key:                        false,
		salt + ":" + key[2:]:              false,
		salt + ":" + key + "00":           false,
		salt + ":" + key + ":":            false,
		salt + ":" + key[1:]:              false,
		salt + ":g" + key[1:]:             false,
		salt[2:] + ":" + key:              false,
		salt + "00:" + key:                false,
		"g" + salt[1:] + ":" + key:        false,
		" " + salt + ":" + key:            false,
		"$2b$10$abcdefghijklmnopqrstuv":   false,
		decoySalt + ":" + strings.Repeat("é", 64): false,
	} {
		gotSalt, gotKey, ok := parse(hash)
		if ok != wellFormed {
			t.Errorf("%q: %v", hash, ok)
		}
		if len(gotSalt) != 32 || len(gotKey) != 64 {
			t.Errorf("%q takes a different time: salt %q, key %x", hash, gotSalt, gotKey)
		}
	}
}

// An attacker who knows the decoy must not be able to sign in with a matching key.
func TestVerifyRefusesTheDecoy(t *testing.T) {
	t.Parallel()
	h := New(1, 0)
	for _, hash := range []string{"", "!", decoySalt + ":"} {
		if ok, err := h.Verify(t.Context(), "", hash); ok || err != nil {
			t.Errorf("%q: %v, %v", hash, ok, err)
		}
	}
	if err := h.VerifyDecoy(t.Context(), "whatever"); err != nil {
		t.Error(err)
	}
}

// Each case computes one hash of the same cost, which all others of the response take little time beside. It is counted, as
// the time of a process depends on what else the machine does.
func TestUnknownUserTakesAsLongAsKnownUser(t *testing.T) {
	t.Parallel()
	h := New(1, 0)
	ctx := t.Context()
	hash, err := h.Hash(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"a wrong password": func() error { _, err := h.Verify(ctx, "wrong horse", hash); return err },
		"no password":      func() error { _, err := h.Verify(ctx, "wrong horse", "!"); return err },
		"a broken hash":    func() error { _, err := h.Verify(ctx, "wrong horse", hash[:len(hash)-1]); return err },
		"an unknown user":  func() error { return h.VerifyDecoy(ctx, "wrong horse") },
	} {
		before := h.Begun()
		if err := try(); err != nil || h.Begun() != before+1 {
			t.Errorf("%s takes %d hashes, want 1 (%v)", name, h.Begun()-before, err)
		}
	}
	salt, _, _ := parse(hash)
	if decoy, _, isHash := parse(""); isHash || len(decoy) != len(salt) {
		t.Errorf("a salt of %d bytes for an unknown user, and %d for a known one", len(decoy), len(salt))
	}
}
