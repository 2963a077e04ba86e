package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"

	gomail "github.com/wneessen/go-mail"
)

// A Letter is a mail that is ready to go.
type Letter struct {
	ID                  string // the same whenever it is sent again, so that nobody reads it twice
	Kind                string
	From, FromName, To  string
	Subject, Text, HTML string
	Secret              string // the code or link in it, for people without a mail server
}

// A Transport takes letters to where they are read.
type Transport interface {
	// Send returns when the letter has been taken over. An error that wraps ErrRefused is final.
	Send(ctx context.Context, l Letter) error
}

// ErrRefused tells that nobody will ever take the letter: its address does not exist, or is none.
var ErrRefused = errors.New("refused for good")

// message is the letter in the form that is sent.
func (l Letter) message() (*gomail.Msg, error) {
	to, err := address(l.To)
	if err != nil {
		return nil, fmt.Errorf("%w: to: %w", ErrRefused, err)
	}
	from, err := address(l.From)
	if err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	from.Name = line(l.FromName)
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(from)
	m.ToMailAddress(to)
	m.Subject(line(l.Subject))
	m.SetMessageIDWithValue(line(l.ID))
	m.SetDate()
	m.SetGenHeader("X-Neonauth-Mail", line(l.Kind))
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return m, nil
}

// address takes a bare address and nothing around it.
func address(text string) (*netmail.Address, error) {
	parsed, err := netmail.ParseAddress(text)
	if err != nil || parsed.Address != text {
		return nil, fmt.Errorf("%q is no address", text)
	}
	return parsed, nil
}
