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

// Pins are settings that a connection does not take from the database. Its owner may plant others with
// "alter database … set", and some of those make our statements execute the owner's functions.
type Pins [][2]string

// ServingPins are those of the connections that serve requests.
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
	{"client_min_messages", "notice"}, // by which SQL announces code of others, see branch/clean.go
	{"plan_cache_mode", "auto"},
	{"jit", "off"}, // compiling takes longer than any of our statements
}

// installingPins are those of the connections that install.
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

// installingLater are pinned after connecting: only some releases know them, or only a superuser may set them.
var installingLater = append(installingPins[:len(installingPins):len(installingPins)], Pins{
	{"session_replication_role", "origin"},
	{"transaction_timeout", "0"},
	{"createrole_self_grant", ""},
	{"restrict_nonsystem_relation_kind", ""},
}...)

// Options returns the pins as startup options, which win over "alter database … set" and "alter role … set".
func (p Pins) Options() string {
	escape := strings.NewReplacer(`\`, `\\`, ` `, `\ `)
	var options strings.Builder
	for _, pin := range p {
		options.WriteString(" -c " + pin[0] + "=" + escape.Replace(pin[1]))
	}
	return options.String()
}

// Apply adds the pins to the parameters of a connection. They also win over those that its address brings.
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

// Differing is a query for the names of the pins that a session does not have, with every name qualified.
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

// connectTimeout is for each host of a connection string, whatever that says.
const connectTimeout = 5 * time.Second

// Connect opens a connection to install with. Nothing that the database's owner has set applies to it.
func Connect(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	// For each host: one that accepts connections and says nothing must not hide the others, nor stop a sidecar's start.
	config.ConnectTimeout = connectTimeout
	plain := config.Copy()
	installingPins.Apply(config.RuntimeParams)
	conn, err := pgx.ConnectConfig(ctx, config)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "08P01" { // a pooler, which Install refuses in words
		return pgx.ConnectConfig(ctx, plain)
	}
	return conn, err
}

// pin gives the session of a direct connection the pinned settings, and checks that it has them. It returns a
// statement that ends them.
func pin(ctx context.Context, conn *pgx.Conn) (unpin string, err error) {
	names, err := list(ctx, conn, `
		select case when pg_catalog.set_config(v.name, v.value, false) is not null then v.name end
		from `+installingLater.values()+differs)
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg) && pg.Code == "42501":
		return "", Refusal("a setting of this login or database keeps it from installing, reset it: " + pg.Message)
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

// list returns a column of text. No statement is named: until the pins hold, nothing is prepared.
func list(ctx context.Context, conn *pgx.Conn, query string) ([]string, error) {
	rows, err := conn.Query(ctx, query, pgx.QueryExecModeExec)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
