// Package mailtest provides a mail server for tests that can simulate faults.
package mailtest

import (
	"net"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Fault is a way in which the server misbehaves.
type Fault string

// The faults.
const (
	None      Fault = ""
	Refuse    Fault = "reject permanently" // the recipient, with 550
	Busy      Fault = "reject temporarily" // the recipient, with 451
	DropData  Fault = "drop mid-DATA"      // the connection
	DropAfter Fault = "drop after DATA"    // the mail is accepted, but the client gets no reply
	Hang      Fault = "hang in DATA"       // until the fault is changed
)

// Mail is an accepted mail.
type Mail struct{ ID, Kind, To, Subject, Text, Raw string }

// Code returns the code in a mail, which is on a line of its own, since names may also contain digits.
func (m Mail) Code() string {
	found := regexp.MustCompile(`(?m)^ +(\d{6})\r?$`).FindStringSubmatch(m.Text)
	if found == nil {
		return ""
	}
	return found[1]
}

// A Server accepts mail on a port of its own until the test ends.
type Server struct {
	Address string

	mutex sync.Mutex
	fault Fault
	mails []Mail
	met   int // attempts that reached DATA
	login string
}

// Start starts a server.
func Start(t testing.TB) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: listener.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	server.Domain = "mailtest"
	server.AllowInsecureAuth = true
	server.ErrorLog = quiet{}
	ended := make(chan struct{})
	go func() { _ = server.Serve(listener); close(ended) }() // ends with Close below
	t.Cleanup(func() {
		s.Misbehave(DropData) // so that no connection hangs
		_ = server.Close()
		<-ended
	})
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// URL returns the server's URL, for NEONAUTH_SMTP_URL.
func (s *Server) URL() string { return "smtp://" + s.Address }

// Misbehave sets the fault for the following commands.
func (s *Server) Misbehave(f Fault) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.fault = f
}

func (s *Server) now() Fault {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.fault
}

// Met returns the number of attempts that reached DATA.
func (s *Server) Met() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.met
}

// Login returns the last user and password that a client sent.
func (s *Server) Login() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.login
}

// Mails returns the mails accepted so far.
func (s *Server) Mails() []Mail {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Wait returns the last mail of that kind to an address, once there are more than after of them.
func (s *Server) Wait(t testing.TB, to, kind string, after int) Mail {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		var found []Mail
		for _, m := range s.Mails() {
			if m.To == to && m.Kind == kind {
				found = append(found, m)
			}
		}
		if len(found) > after {
			return found[len(found)-1]
		}
	}
	t.Fatalf("no %s for %s", kind, to)
	return Mail{}
}
