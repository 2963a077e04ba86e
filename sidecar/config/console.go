package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
)

// consoleListen is where the console listens with the embedded Postgres, which is for development.
const consoleListen = "127.0.0.1:4401"

// errConsoleURL is returned for a console that other computers would reach without TLS.
var errConsoleURL = errors.New("NEONAUTH_CONSOLE_LISTEN is not a loopback address, so the console needs TLS: set NEONAUTH_CONSOLE_URL to the https origin " +
	"under which browsers reach it, or listen on 127.0.0.1")

// readConsole reads where the console listens. Cookies and keys must not cross a network in clear, so an address that
// other computers can reach needs an origin with TLS, which a proxy provides.
func (c *Config) readConsole(getenv func(string) string) (err error) {
	c.ConsoleListen = getenv("NEONAUTH_CONSOLE_LISTEN")
	if c.ConsoleListen == "" && c.DatabaseURL == "" && getenv("NEONAUTH_LISTEN") == "" {
		c.ConsoleListen = consoleListen
	}
	if c.ConsoleListen == "" || c.ConsoleListen == "off" {
		c.ConsoleListen = ""
		return nil
	}
	host, port, split := net.SplitHostPort(c.ConsoleListen)
	if number, bad := strconv.ParseUint(port, 10, 16); split != nil || bad != nil || number == 0 {
		return fmt.Errorf("NEONAUTH_CONSOLE_LISTEN: %q is not an address with a port. Set it to a value like %s, or to off", c.ConsoleListen, consoleListen)
	}
	if c.ConsoleListen == c.Listen {
		return errors.New("NEONAUTH_CONSOLE_LISTEN and NEONAUTH_LISTEN must differ: pages of the console must not share an origin with the API")
	}
	c.ConsoleURL = getenv("NEONAUTH_CONSOLE_URL")
	if c.ConsoleURL == "" {
		if !isLoopback(host) {
			return errConsoleURL
		}
		c.ConsoleURL = "http://" + c.ConsoleListen
	}
	if c.ConsoleURL, err = origin(c.ConsoleURL); err != nil {
		return errors.New("NEONAUTH_CONSOLE_URL must be an origin like https://console.example.com")
	}
	if c.ConsoleURL == c.PublicURL {
		return errors.New("NEONAUTH_CONSOLE_URL and NEONAUTH_PUBLIC_URL must differ: pages of the console must not share an origin with the API")
	}
	if at, err := url.Parse(c.ConsoleURL); err != nil || at.Scheme != "https" && !isLoopback(at.Hostname()) {
		return errConsoleURL
	}
	return nil
}

// isLoopback reports whether a host means the computer itself, for every browser.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
