package sql

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Pins are settings with fixed values, which a connection does not take from the database. Its owner could change them
// with "alter database … set", and some values would make neonauth's statements execute the owner's functions.
type Pins [][2]string

// ServingPins are the pins of connections that serve requests.
var ServingPins = Pins{
	{"search_path", "pg_catalog, pg_temp"},
	{"role", "none"},
	{"row_security", "on"},
	{"default_transaction_isolation", "read committed"},
	{"default_transaction_deferrable", "off"},
	{"standard_conforming_strings", "on"},
	{"backslash_quote", "safe_encoding"},
	{"transform_null_equals", "off"},
	{"array_nulls", "on"},
	{"quote_all_identifiers", "off"},
	{"DateStyle", "ISO, MDY"},
	{"IntervalStyle", "postgres"},
	{"TimeZone", "UTC"},
	{"bytea_output", "hex"},
	{"extra_float_digits", "1"},
	{"xmloption", "content"},
	{"client_min_messages", "notice"}, // SQL reports with notices that code of others ran, see branch/clean.go
	{"plan_cache_mode", "auto"},
	{"jit", "off"}, // compiling takes longer than any statement of neonauth
}

// installingPins are the pins of connections that install.
var installingPins = append(ServingPins[:len(ServingPins):len(ServingPins)], Pins{
	{"default_transaction_read_only", "off"},
	{"default_tablespace", ""},
	{"default_table_access_method", "heap"},
	{"temp_tablespaces", ""},
	{"check_function_bodies", "on"},
	{"statement_timeout", "0"},
	{"lock_timeout", "0"},
	{"idle_in_transaction_session_timeout", "0"},
}...)

// installingLater are pinned after connecting: only some Postgres versions have them, or only a superuser may set them.
var installingLater = append(installingPins[:len(installingPins):len(installingPins)], Pins{
	{"session_replication_role", "origin"},
	{"transaction_timeout", "0"},
	{"createrole_self_grant", ""},
	{"restrict_nonsystem_relation_kind", ""},
}...)

// Options returns the pins as startup options, which take precedence over "alter database … set" and "alter role … set".
func (p Pins) Options() string {
	escape := strings.NewReplacer(`\`, `\\`, ` `, `\ `)
	var options strings.Builder
	for _, pin := range p {
		options.WriteString(" -c " + pin[0] + "=" + escape.Replace(pin[1]))
	}
	return options.String()
}

// Apply adds the pins to the parameters of a connection. They take precedence over parameters in the connection string.
func (p Pins) Apply(parameters map[string]string) {
	for given := range parameters {
		for _, pin := range p {
			if strings.EqualFold(given, pin[0]) {
				delete(parameters, given)
			}
		}
	}
	parameters["options"] += p.Options()
}

// Differing returns a query for the names of pins whose values differ in a session. It qualifies every name.
func (p Pins) Differing() string {
	return "select v.name from " + p.values() + differs
}

const differs = ` where pg_catalog.current_setting(v.name, true) operator(pg_catalog.<>) v.value`

func (p Pins) values() string {
	rows := []string{}
	for _, pin := range p {
		rows = append(rows, "('"+pin[0]+"'::pg_catalog.text, '"+pin[1]+"'::pg_catalog.text)")
	}
	return "(values " + strings.Join(rows, ", ") + ") v (name, value)"
}

// connectTimeout applies to each host of a connection string and overrides its connect_timeout.
const connectTimeout = 5 * time.Second

// Connect opens a connection for an install. Settings of the database's owner do not apply to it.
func Connect(ctx context.Context, url string, configure ...func(*pgx.ConnConfig)) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	for _, do := range configure {
		do(config)
	}
	// Per host: a host that accepts connections and never responds must not hide the others, nor block the start of a
	// sidecar.
	config.ConnectTimeout = connectTimeout
	// The connection may lead through a pooler, where a named statement would stay in the session of another client.
	config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec
	config.StatementCacheCapacity, config.DescriptionCacheCapacity = 0, 0
	plain := config.Copy()
	installingPins.Apply(config.RuntimeParams)
	conn, err := pgx.ConnectConfig(ctx, config)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "08P01" { // a pooler: Install returns a Refusal that explains it
		return pgx.ConnectConfig(ctx, plain)
	}
	return conn, err
}

// pin sets the pins in the session of a direct connection, and checks them. It returns a statement that resets them.
func pin(ctx context.Context, conn *pgx.Conn) (unpin string, err error) {
	names, err := list(ctx, conn, `
		select case when pg_catalog.set_config(v.name, v.value, false) is not null then v.name end
		from `+installingLater.values()+differs)
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg) && pg.Code == "42501":
		return "", Refusal("a setting of this login or database prevents the install, reset it: " + pg.Message)
	case err != nil:
		return "", err
	}
	for _, name := range names {
		unpin += "reset " + name + ";"
	}
	left, err := list(ctx, conn, installingLater.Differing())
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("these settings cannot be pinned: %s", strings.Join(left, ", "))
	}
	return unpin, err
}

// list returns a column of text. It prepares no statement, because the pins may not be set yet.
func list(ctx context.Context, conn *pgx.Conn, query string) ([]string, error) {
	rows, err := conn.Query(ctx, query, pgx.QueryExecModeExec)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
