package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// SMTP is a mail server. On port 465, TLS is used from the start. On other ports STARTTLS is required, except for servers
// on this machine.
type SMTP struct {
	Host               string
	Port               int
	Username, Password string
	Implicit           bool // TLS from the start, on whatever port

	Guard *Guard // allowed addresses; nil: any

	address string // to connect to instead of Host, which is still used for the certificate
}

const (
	submissionPort = 587
	implicitPort   = 465
)

// ParseSMTP parses smtp://user:password@host:port, or smtps:// for TLS from the start. Its errors contain no password.
func ParseSMTP(text string) (SMTP, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") || (u.Path != "" && u.Path != "/") {
		return SMTP{}, errors.New("it must have the form smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	s := SMTP{Host: u.Hostname(), Port: submissionPort, Username: u.User.Username(), Implicit: u.Scheme == "smtps"}
	s.Password, _ = u.User.Password()
	if s.Implicit {
		s.Port = implicitPort
	}
	if port := u.Port(); port != "" {
		if s.Port, err = strconv.Atoi(port); err != nil {
			return SMTP{}, errors.New("the port is not a number")
		}
	}
	return s, nil
}

// Send implements Transport.
func (s SMTP) Send(ctx context.Context, m Message) error {
	if s.Guard == nil {
		return s.send(ctx, m)
	}
	addresses, err := s.Guard.find(ctx, s.Host, s.Port)
	if err != nil {
		return err
	}
	for _, address := range addresses {
		s.address = address.String()
		var dial *net.OpError
		if err = s.send(ctx, m); !errors.As(err, &dial) || dial.Op != "dial" {
			return err
		}
	}
	return err
}

func (s SMTP) send(ctx context.Context, m Message) error {
	message, err := m.build()
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(cmp.Or(s.address, s.Host), s.options(ctx)...)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, message)
	if message.IsDelivered() { // the server accepted it; a later error, for example in QUIT, does not matter
		return nil
	}
	var failed *gomail.SendError
	if errors.As(err, &failed) && failed.Reason == gomail.ErrSMTPRcptTo && failed.ErrorCode() >= 500 {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}

func (s SMTP) options(sending context.Context) []gomail.Option {
	options := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(15 * time.Second)}
	if s.address != "" {
		options = append(options, gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}))
	}
	auth := gomail.SMTPAuthAutoDiscover
	implicit := s.Implicit || s.Port == implicitPort
	if !implicit { // the client supports this only without implicit TLS
		options = append(options, gomail.WithDialContextFunc(dialUntil(sending)))
	}
	switch {
	case implicit:
		options = append(options, gomail.WithSSL())
	case s.isLocal():
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
		auth = gomail.SMTPAuthPlainNoEnc
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	return options
}

// dialUntil closes the connection when sending ends. The client observes its context only while it connects, and would
// otherwise wait for its timeout if a server hangs.
func dialUntil(sending context.Context) gomail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err == nil {
			context.AfterFunc(sending, func() { _ = conn.Close() })
		}
		return conn, err
	}
}

// isLocal reports whether the server is on this machine, so that the connection cannot be intercepted.
func (s SMTP) isLocal() bool {
	address := net.ParseIP(s.Host)
	return s.Host == "localhost" || address != nil && address.IsLoopback()
}
