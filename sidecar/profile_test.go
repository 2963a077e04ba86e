package main_test

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	dependOnFiles(t)
	for who, address := range map[string]func(*testing.T, *pgtest.Database) string{
		"by a superuser":          func(_ *testing.T, d *pgtest.Database) string { return d.URL },
		"by the database's owner": ownedByAnother,
	} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			d := pgtest.New(t)
			address := address(t, d)
			profile(t, address, "default")
			normal := settings(t, d)
			for _, name := range profiles(t) {
				profile(t, address, name)
				if got := settings(t, d); (got == normal) != (name == "default") {
					t.Errorf("%s has the default's settings: %v", name, got == normal)
				}
				profile(t, address, "default")
				if got := settings(t, d); got != normal {
					t.Errorf("after %s the default is\n%s, it was\n%s", name, got, normal)
				}
			}

			do(t, d, "delete from neon_auth.project_config")
			profile(t, address, "default")
			if got := settings(t, d); got != normal {
				t.Errorf("without a row before, the default is\n%s, it was\n%s", got, normal)
			}
		})
	}
}

func TestProfileRefusesAnUnknownName(t *testing.T) {
	t.Parallel()
	dependOnFiles(t)
	d := pgtest.New(t)
	before := settings(t, d)
	set := command(t, testdata+"/profile", "toString") // a property of every JavaScript object
	set.Env = plainEnvironment("DATABASE_URL=" + d.URL)
	if output, err := set.CombinedOutput(); err == nil || !strings.Contains(string(output), "unknown profile") {
		t.Errorf("the output is %q (%v)", output, err)
	}
	if got := settings(t, d); got != before {
		t.Errorf("the settings are\n%s, they were\n%s", got, before)
	}
}

// profiles returns the profiles of the scenarios that are covered.
func profiles(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(kit, "profiles.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	names := []string{"default"}
	for _, feature := range covered() {
		scenarios, err := os.ReadFile(filepath.Join(kit, "scenarios", feature+".mjs"))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range profileName.FindAllSubmatch(scenarios, -1) {
			if name := string(found[1]); all[name] != nil && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

var profileName = regexp.MustCompile(`profile: '([^']+)'`)

// ownedByAnother makes an ordinary login the owner of the database, and returns its address.
func ownedByAnother(t *testing.T, d *pgtest.Database) string {
	t.Helper()
	owner := d.Name + "_owner"
	do(t, d, "create role "+owner+" login password 'of-this-test'")
	do(t, d, "alter database "+d.Name+" owner to "+owner)
	t.Cleanup(func() {
		// Roles belong to the cluster and remain when the database is dropped.
		_, err := d.Owner.Exec(context.Background(), "reassign owned by "+owner+" to current_user; drop role "+owner)
		if err != nil {
			t.Error(err)
		}
	})
	address, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword(owner, "of-this-test")
	return address.String()
}

// settings returns the settings that a profile changes.
func settings(t *testing.T, d *pgtest.Database) string {
	t.Helper()
	var row string
	err := d.Owner.QueryRow(t.Context(), `
		select jsonb_agg(to_jsonb(c) - array['id', 'name', 'endpoint_id', 'created_at', 'updated_at', 'version'])
		from neon_auth.project_config c`).Scan(&row)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func do(t *testing.T, d *pgtest.Database, statement string) {
	t.Helper()
	if _, err := d.Owner.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
