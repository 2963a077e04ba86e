package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Observe is what operators see of a sidecar.
type Observe struct {
	MetricsListen string     // NEONAUTH_METRICS_LISTEN: address and port of /metrics; "" is off
	LogFormat     string     // NEONAUTH_LOG_FORMAT: json or text; "": text on a terminal, json otherwise
	LogLevel      slog.Level // NEONAUTH_LOG_LEVEL: debug, info, warn or error; default info
	TracesURL     string     // NEONAUTH_TRACES_URL: of a collector, for OTLP by HTTP; "" is off
	TracesRatio   float64    // NEONAUTH_TRACES_RATIO: the share of requests that are traced; default 0.01
}

// readTraces reads the variables of traces.
func (c *Config) readTraces(getenv func(string) string) error {
	c.TracesURL, c.TracesRatio = getenv("NEONAUTH_TRACES_URL"), 0.01
	if address, err := url.Parse(c.TracesURL); c.TracesURL != "" && (err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Host == "" || address.User != nil) {
		return errors.New("NEONAUTH_TRACES_URL must be the address of a collector, like http://127.0.0.1:4318. Set headers with OTEL_EXPORTER_OTLP_HEADERS")
	}
	if text := getenv("NEONAUTH_TRACES_RATIO"); text != "" {
		ratio, err := strconv.ParseFloat(text, 64)
		if err != nil || !(ratio >= 0 && ratio <= 1) {
			return fmt.Errorf("NEONAUTH_TRACES_RATIO is %q. Set it to a number from 0 to 1", text)
		}
		c.TracesRatio = ratio
	}
	return nil
}

// readObserve reads the variables of metrics and logs.
func (c *Config) readObserve(getenv func(string) string) error {
	if c.MetricsListen = getenv("NEONAUTH_METRICS_LISTEN"); c.MetricsListen == "off" {
		c.MetricsListen = ""
	}
	if c.MetricsListen != "" {
		_, port, split := net.SplitHostPort(c.MetricsListen)
		if number, bad := strconv.ParseUint(port, 10, 16); split != nil || bad != nil || number == 0 {
			return fmt.Errorf("NEONAUTH_METRICS_LISTEN: %q is not an address with a port. Set it to a value like 127.0.0.1:4402, or to off", c.MetricsListen)
		}
		if c.MetricsListen == c.Listen || c.MetricsListen == c.ConsoleListen {
			return fmt.Errorf("NEONAUTH_METRICS_LISTEN must differ from NEONAUTH_LISTEN and NEONAUTH_CONSOLE_LISTEN: metrics are not for the users of the API")
		}
	}
	if err := c.readTraces(getenv); err != nil {
		return err
	}
	c.LogFormat = strings.ToLower(strings.TrimSpace(getenv("NEONAUTH_LOG_FORMAT")))
	if c.LogFormat != "" && c.LogFormat != "json" && c.LogFormat != "text" {
		return fmt.Errorf("NEONAUTH_LOG_FORMAT is %q. Set it to json or text", c.LogFormat)
	}
	level := strings.ToLower(strings.TrimSpace(getenv("NEONAUTH_LOG_LEVEL")))
	switch level {
	case "":
	case "debug", "info", "warn", "error":
		return c.LogLevel.UnmarshalText([]byte(level))
	default:
		return fmt.Errorf("NEONAUTH_LOG_LEVEL is %q. Set it to debug, info, warn or error", level)
	}
	return nil
}
