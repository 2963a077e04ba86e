package config

import (
	"fmt"
	"regexp"
	"strings"

	"neonauth/sidecar/spelling"
)

// A Variable is an environment variable, with a flag of the same meaning.
type Variable struct {
	Name    string // DATABASE_URL
	Flag    string // database-url
	Default string // as help shows it
	Help    string
	Bool    bool
}

// Variables lists all variables that Read reads, in the order of the help text.
var Variables = []Variable{
	{Name: "DATABASE_URL", Help: "connection string of the database to serve; without it an embedded Postgres is started"},
	{Name: "NEONAUTH_MIGRATE_URL", Default: "DATABASE_URL", Help: "connection string of the same database as the role that installs"},
	{Name: "NEONAUTH_READ_URL", Default: "none", Help: "connection string of read replicas, several hosts separated by commas: they answer get-session and key sets"},
	{Name: "NEONAUTH_AUTO_MIGRATE", Flag: "migrate", Bool: true, Help: "serve installs this release in the database before it serves"},
	{Name: "NEONAUTH_SECRET", Help: "root of all keys, 32 bytes or more: openssl rand -hex 32; generated once for the embedded Postgres"},
	{Name: "NEONAUTH_SECRET_PREVIOUS", Help: "the previous secret, which still verifies and decrypts during a rotation"},
	{Name: "NEONAUTH_LISTEN", Default: "127.0.0.1:4400", Help: "address and port to listen on"},
	{Name: "NEONAUTH_PUBLIC_URL", Default: "http://localhost:<port>", Help: "origin in browsers and mails; issuer and audience of tokens"},
	{Name: "NEONAUTH_CONSOLE_LISTEN", Default: "off; 127.0.0.1:4401 with the embedded Postgres on the default port", Help: "address and port of the console, or off"},
	{Name: "NEONAUTH_CONSOLE_URL", Default: "http:// the address of NEONAUTH_CONSOLE_LISTEN", Help: "origin of the console in browsers"},
	{Name: "NEONAUTH_DATA_DIR", Default: ".neonauth", Help: "folder of the embedded Postgres"},
	{Name: "NEONAUTH_SMTP_URL", Help: "mail server for projects without one: smtp://user:password@host:587 or smtps://…:465"},
	{Name: "NEONAUTH_SMTP_ALLOW", Default: "public addresses; any with the embedded Postgres", Help: "allowed networks for the mail servers of projects, separated by commas, or any"},
	{Name: "NEONAUTH_MAIL_FROM", Default: "no-reply@ the public host", Help: "sender address of projects without one"},
	{Name: "NEONAUTH_MAIL_TEMPLATES", Help: "folder of mail templates that replace the built-in ones"},
	{Name: "NEONAUTH_TRUSTED_PROXIES", Default: "private networks", Help: "networks of trusted proxies, separated by commas: their X-Forwarded-For is used"},
	{Name: "NEONAUTH_CONNECTIONS", Default: "60", Help: "connections to Postgres, for all databases together"},
	{Name: "NEONAUTH_DATABASE_CONNECTIONS", Default: "8", Help: "connections to each database"},
	{Name: "NEONAUTH_SHUTDOWN_DELAY", Default: "3s, 0s on a terminal", Help: "how long /readyz announces a shutdown before requests are rejected"},
	{Name: "NEONAUTH_WEBHOOK_ALLOW_PRIVATE", Default: "1 with the embedded Postgres", Bool: true, Help: "allow webhooks with private addresses and plain http"},
	{Name: "NEONAUTH_OAUTH_ALLOW_PRIVATE", Default: "1 with the embedded Postgres", Bool: true, Help: "allow sign-in providers with private addresses and plain http"},
	{Name: "NEONAUTH_METRICS_LISTEN", Default: "off", Help: "address and port of /metrics for Prometheus, or off"},
	{Name: "NEONAUTH_LOG_FORMAT", Default: "text on a terminal, json otherwise", Help: "format of the log: json or text"},
	{Name: "NEONAUTH_LOG_LEVEL", Default: "info", Help: "least level that is logged: debug, info, warn or error"},
	{Name: "NEONAUTH_TRACES_URL", Default: "off", Help: "address of a collector that receives traces by OTLP/HTTP: http://127.0.0.1:4318"},
	{Name: "NEONAUTH_TRACES_RATIO", Default: "0.01", Help: "share of requests that are traced, from 0 to 1"},
	{Name: "NEONAUTH_INSECURE_COOKIES", Bool: true, Help: "cookies for plain http; the Neon SDKs do not forward them"},
	{Name: "NEONAUTH_ENV_FILE", Default: ".env in development", Help: "file with environment variables, or off"},
	{Name: "NEONAUTH_POSTGRES_BIN", Help: "folder with the programs of the embedded Postgres"},
}

func init() {
	for i, v := range Variables {
		if v.Flag == "" {
			Variables[i].Flag = strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(v.Name, "NEONAUTH_")), "_", "-")
		}
	}
}

// foreign matches variables that are not for this program: the tests' own, and those that Kubernetes and Docker set for a
// service named neonauth.
var foreign = regexp.MustCompile(`^NEONAUTH_(TEST_.*|(\w+_)?SERVICE_(HOST|PORT(_\w+)?)|(\w+_)?PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?|ENV_.*|NAME)$`)

// Check returns an error for a variable that is probably a misspelt NEONAUTH_ variable. environ has entries NAME=value.
func Check(environ []string) error {
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(strings.ToUpper(name), "NEONAUTH_") || foreign.MatchString(name) || isKnown(name) {
			continue
		}
		return fmt.Errorf("%s is not a variable of neonauth. Did you mean %s?", name, nearest(name))
	}
	return nil
}

func isKnown(name string) bool {
	for _, v := range Variables {
		if v.Name == name {
			return true
		}
	}
	return false
}

// nearest returns the variable with the most similar name, ignoring the prefix.
func nearest(name string) string {
	bare := func(name string) string { return strings.TrimPrefix(strings.ToUpper(name), "NEONAUTH_") }
	full, candidates := map[string]string{}, []string{}
	for _, v := range Variables {
		full[bare(v.Name)] = v.Name
		candidates = append(candidates, bare(v.Name))
	}
	return full[spelling.Nearest(bare(name), candidates)]
}

// parseBool parses a boolean. Any other word is an error that names the variable.
func parseBool(name, value string, otherwise bool) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "":
		return otherwise, nil
	case "1", "true", "yes", "on":
		return true, nil
	case "0", "false", "no", "off":
		return false, nil
	}
	return false, fmt.Errorf("%s is %q. Set it to 1, true, yes or on, or to 0, false, no or off", name, value)
}
