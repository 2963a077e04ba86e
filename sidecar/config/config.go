// Package config reads the environment. Every variable is listed here with its default and meaning.
package config

import (
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"neonauth/sidecar/mail"
)

// Config is the operator's configuration.
type Config struct {
	DatabaseURL     string // DATABASE_URL: the database to serve; if empty, an embedded Postgres is started
	MigrateURL      string // NEONAUTH_MIGRATE_URL: the same database with the login that installs; default DATABASE_URL
	Secret          string // NEONAUTH_SECRET: root of all keys, 32 bytes or more; generated once for the embedded Postgres
	SecretPrevious  string // NEONAUTH_SECRET_PREVIOUS: still verifies and opens during a rotation
	ReadURL         string // NEONAUTH_READ_URL: connection string of replicas, whose hosts answer get-session and key sets
	Listen          string // NEONAUTH_LISTEN: address and port to listen on; default 127.0.0.1:4400
	PublicURL       string // NEONAUTH_PUBLIC_URL: the origin in browsers and mails; default http://localhost:<port>
	ConsoleListen   string // NEONAUTH_CONSOLE_LISTEN: address and port of the console; "" is off; default: off, 127.0.0.1:4401 with the embedded Postgres
	ConsoleURL      string // NEONAUTH_CONSOLE_URL: the console's origin in browsers; default http://<NEONAUTH_CONSOLE_LISTEN>
	DataDir         string // NEONAUTH_DATA_DIR: data folder of the embedded Postgres; default .neonauth
	PostgresBin     string // NEONAUTH_POSTGRES_BIN: folder with the programs of the embedded Postgres
	InsecureCookies bool   // NEONAUTH_INSECURE_COOKIES=1: cookies without __Secure-, Secure and Partitioned; the SDK does not forward them

	AutoMigrate   bool          // NEONAUTH_AUTO_MIGRATE=1: serve installs this release first
	ShutdownDelay time.Duration // NEONAUTH_SHUTDOWN_DELAY: how long a shutdown is announced; negative if not set

	Connections         int // NEONAUTH_CONNECTIONS: to all databases together; default 60
	DatabaseConnections int // NEONAUTH_DATABASE_CONNECTIONS: to each database; default 8

	SMTP          *mail.SMTP // NEONAUTH_SMTP_URL: smtp://user:password@host:587 or smtps://…:465, for projects without a mail server of their own
	MailFrom      string     // NEONAUTH_MAIL_FROM: sender's address if the project has none; default no-reply@ the public host
	MailTemplates string     // NEONAUTH_MAIL_TEMPLATES: folder with files that replace the built-in mail templates

	// NEONAUTH_WEBHOOK_ALLOW_PRIVATE=1: webhooks may have private addresses and use plain http; default: 1 with the
	// embedded Postgres, which is for development, and 0 otherwise
	AllowPrivateWebhooks bool

	// NEONAUTH_SMTP_ALLOW: networks, separated by commas, of non-public mail servers that a database's email_provider may
	// name, or "any"; default: any with the embedded Postgres, none otherwise
	AnySMTP      bool
	SMTPNetworks []netip.Prefix

	// NEONAUTH_OAUTH_ALLOW_PRIVATE=1: the same for providers to sign in with
	AllowPrivateProviders bool

	// NEONAUTH_TRUSTED_PROXIES: networks, separated by commas, of proxies whose X-Forwarded-For is trusted;
	// default: loopback, private and link-local networks
	TrustedProxies []netip.Prefix

	Observe
}

// maxConnections is the most that max_connections of Postgres allows.
const maxConnections = 262143

const defaultProxies = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,fc00::/7,fe80::/10"

// Read reads the environment through getenv. Its errors name the variable, but never contain a secret.
func Read(getenv func(string) string) (Config, error) {
	or := func(name, fallback string) string {
		if value := getenv(name); value != "" {
			return value
		}
		return fallback
	}
	c := Config{
		DatabaseURL:    getenv("DATABASE_URL"),
		ReadURL:        getenv("NEONAUTH_READ_URL"),
		Secret:         getenv("NEONAUTH_SECRET"),
		SecretPrevious: getenv("NEONAUTH_SECRET_PREVIOUS"),
		Listen:         or("NEONAUTH_LISTEN", "127.0.0.1:4400"),
		PublicURL:      getenv("NEONAUTH_PUBLIC_URL"),
		DataDir:        or("NEONAUTH_DATA_DIR", ".neonauth"),
		MailTemplates:  getenv("NEONAUTH_MAIL_TEMPLATES"),
		PostgresBin:    getenv("NEONAUTH_POSTGRES_BIN"),
	}
	if err := c.readSwitches(getenv); err != nil {
		return c, err
	}
	if err := c.readDelay(getenv("NEONAUTH_SHUTDOWN_DELAY")); err != nil {
		return c, err
	}
	var err error
	servers := or("NEONAUTH_SMTP_ALLOW", map[bool]string{true: "any"}[c.DatabaseURL == ""])
	if c.AnySMTP = servers == "any"; !c.AnySMTP && servers != "" {
		if c.SMTPNetworks, err = networks("NEONAUTH_SMTP_ALLOW", servers); err != nil {
			return c, err
		}
	}
	c.MigrateURL = or("NEONAUTH_MIGRATE_URL", c.DatabaseURL)
	if err := c.checkConnections(); err != nil {
		return c, err
	}

	_, port, split := net.SplitHostPort(c.Listen)
	if number, bad := strconv.ParseUint(port, 10, 16); split != nil || bad != nil || number == 0 {
		return c, fmt.Errorf("NEONAUTH_LISTEN: %q is not an address with a port. Set it to a value like 127.0.0.1:4400", c.Listen)
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://localhost:" + port
	}
	if c.PublicURL, err = origin(c.PublicURL); err != nil {
		return c, err
	}
	if err := c.readConsole(getenv); err != nil {
		return c, err
	}
	if err := c.readObserve(getenv); err != nil {
		return c, err
	}
	for name, number := range map[string]struct {
		into     *int
		fallback string
	}{"NEONAUTH_CONNECTIONS": {&c.Connections, "60"}, "NEONAUTH_DATABASE_CONNECTIONS": {&c.DatabaseConnections, "8"}} {
		if *number.into, err = strconv.Atoi(or(name, number.fallback)); err != nil || *number.into < 1 || *number.into > maxConnections {
			return c, fmt.Errorf("%s must be a number from 1 to %d", name, maxConnections)
		}
	}
	c.MailFrom = or("NEONAUTH_MAIL_FROM", "no-reply@"+c.PublicHost())
	if from := getenv("NEONAUTH_MAIL_FROM"); from != "" {
		if parsed, err := netmail.ParseAddress(from); err != nil || parsed.Address != from {
			return c, fmt.Errorf("NEONAUTH_MAIL_FROM: %q is not a bare address like no-reply@example.com", from)
		}
	}
	if url := getenv("NEONAUTH_SMTP_URL"); url != "" {
		server, err := mail.ParseSMTP(url)
		if err != nil {
			return c, fmt.Errorf("NEONAUTH_SMTP_URL: %w", err)
		}
		c.SMTP = &server
	}
	c.TrustedProxies, err = networks("NEONAUTH_TRUSTED_PROXIES", or("NEONAUTH_TRUSTED_PROXIES", defaultProxies))
	return c, err
}

// networks parses a list of networks, separated by commas.
func networks(variable, text string) (found []netip.Prefix, err error) {
	for network := range strings.SplitSeq(text, ",") {
		prefix, err := netip.ParsePrefix(strings.TrimSpace(network))
		if err != nil {
			return nil, fmt.Errorf("%s: %q is not a network like 10.0.0.0/8", variable, network)
		}
		found = append(found, prefix)
	}
	return found, nil
}

// readSwitches reads the boolean variables.
func (c *Config) readSwitches(getenv func(string) string) (err error) {
	embedded := c.DatabaseURL == ""
	for _, s := range []struct {
		name      string
		into      *bool
		otherwise bool
	}{
		{"NEONAUTH_INSECURE_COOKIES", &c.InsecureCookies, false},
		{"NEONAUTH_AUTO_MIGRATE", &c.AutoMigrate, false},
		{"NEONAUTH_WEBHOOK_ALLOW_PRIVATE", &c.AllowPrivateWebhooks, embedded},
		{"NEONAUTH_OAUTH_ALLOW_PRIVATE", &c.AllowPrivateProviders, embedded},
	} {
		if *s.into, err = parseBool(s.name, getenv(s.name), s.otherwise); err != nil {
			return err
		}
	}
	return nil
}

// maxDelay is shorter than the time that supervisors wait before they kill a process.
const maxDelay = 5 * time.Minute

// readDelay parses 3s, 500ms or a number of seconds.
func (c *Config) readDelay(text string) error {
	c.ShutdownDelay = -1
	if text == "" {
		return nil
	}
	delay, err := time.ParseDuration(text)
	if seconds, bad := strconv.ParseFloat(text, 64); bad == nil {
		delay, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil || delay < 0 || delay > maxDelay {
		return fmt.Errorf("NEONAUTH_SHUTDOWN_DELAY is %q. Set it to a duration like 3s, up to 5m", text)
	}
	c.ShutdownDelay = delay
	return nil
}

// PublicHost returns the host of PublicURL, without a port.
func (c Config) PublicHost() string {
	u, err := url.Parse(c.PublicURL)
	if err != nil {
		return "localhost"
	}
	return u.Hostname()
}

// publicHost matches a host name in the form that browsers send in Origin, or an address, with an optional port.
var publicHost = regexp.MustCompile(`^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$`)

// origin accepts scheme, host and port only, and returns the form that browsers send.
func origin(text string) (string, error) {
	u, err := url.Parse(strings.TrimSuffix(text, "/"))
	if err != nil {
		return "", errPublicURL
	}
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	default:
		return "", errPublicURL
	}
	if !publicHost.MatchString(host) || u.Path != "" || u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#") || u.User != nil {
		return "", errPublicURL
	}
	return u.Scheme + "://" + host, nil
}

var errPublicURL = errors.New("NEONAUTH_PUBLIC_URL must be an origin like https://auth.example.com")
