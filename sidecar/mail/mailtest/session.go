package mailtest

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

type session struct {
	server *Server
	conn   *smtp.Conn
	to     string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.server.mutex.Lock()
		defer s.server.mutex.Unlock()
		s.server.login = user + ":" + password
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	switch s.server.now() {
	case Refuse:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	case Busy:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again later"}
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	s.server.mutex.Lock()
	s.server.met++
	s.server.mutex.Unlock()
	if s.server.now() == DropData {
		_ = s.conn.Conn().Close()
		return errors.New("dropped")
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for s.server.now() == Hang {
		time.Sleep(10 * time.Millisecond) // polls the fault
	}
	fault := s.server.now()
	if fault == DropData {
		_ = s.conn.Conn().Close()
		return errors.New("dropped")
	}
	read, err := parse(string(raw))
	if err != nil {
		return err
	}
	read.To = s.to
	s.server.mutex.Lock()
	s.server.mails = append(s.server.mails, read)
	s.server.mutex.Unlock()
	if fault == DropAfter {
		_ = s.conn.Conn().Close()
		return errors.New("dropped")
	}
	return nil
}

// parse returns the headers and the plain text of a mail.
func parse(raw string) (Mail, error) {
	message, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return Mail{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return Mail{}, err
	}
	m := Mail{ID: message.Header.Get("Message-ID"), Kind: message.Header.Get("X-Neonauth-Mail"), Subject: subject, Raw: raw}
	_, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return m, err
	}
	part, err := multipart.NewReader(message.Body, parameters["boundary"]).NextRawPart()
	if err != nil {
		return m, err
	}
	text, err := io.ReadAll(quotedprintable.NewReader(part))
	m.Text = string(text)
	return m, err
}
