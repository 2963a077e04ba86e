package config

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// CheckConnection returns an error if a connection string cannot be read, or if a part of its password would be taken for
// the host or the database. The error names the variable or flag and never contains the string: the driver's own error may
// contain the password, for example one with an @ or a / that is not encoded.
func CheckConnection(name, text string) error {
	parsed, err := pgconn.ParseConfig(text)
	if err != nil {
		return fmt.Errorf("%s is not a valid connection string. Write it like postgres://user:password@host:5432/database, with %%40 for an @ and %%2F for a / in the password", name)
	}
	// The first / ends the host, also one in the password: then the @ before the real host is in the path.
	if _, rest, isURL := strings.Cut(text, "://"); isURL && strings.HasPrefix(text, "postgres") {
		_, path, _ := strings.Cut(rest, "/")
		if path, _, _ = strings.Cut(path, "?"); strings.Contains(path, "@") {
			return fmt.Errorf("%s is not a valid connection string: the name of the database contains an @. Write %%2F for a / and %%40 for an @, in the password and in the name", name)
		}
	}
	hosts := []string{parsed.Host}
	for _, other := range parsed.Fallbacks {
		hosts = append(hosts, other.Host)
	}
	for _, host := range hosts {
		if strings.LastIndex(host, "@") > 0 { // @ at the beginning is an abstract socket
			return fmt.Errorf("%s is not a valid connection string: the host contains an @. Write %%40 for an @ in the password", name)
		}
	}
	return nil
}

// checkConnections checks the connection strings among the variables. The database that is served or installed is named:
// the driver would take the login's name for it, on the server only.
func (c Config) checkConnections() error {
	for _, s := range []struct{ name, text string }{
		{"DATABASE_URL", c.DatabaseURL}, {"NEONAUTH_MIGRATE_URL", c.MigrateURL}, {"NEONAUTH_READ_URL", c.ReadURL},
	} {
		if s.text == "" {
			continue
		}
		if err := CheckConnection(s.name, s.text); err != nil {
			return err
		}
		if parsed, err := pgconn.ParseConfig(s.text); err == nil && parsed.Database == "" && s.name != "NEONAUTH_READ_URL" {
			return fmt.Errorf("%s names no database. Write it like postgres://user:password@host:5432/database", s.name)
		}
	}
	return nil
}
