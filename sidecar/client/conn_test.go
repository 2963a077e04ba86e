package client

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// serve starts a server whose connections come from Listener, and returns its address.
func serve(t *testing.T, handle http.HandlerFunc, change func(*http.Server)) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handle)
	server.Listener = Listener(server.Listener)
	change(server.Config)
	server.Start()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func send(t *testing.T, c io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(c, strings.ReplaceAll(text, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
}

func receive(t *testing.T, from *bufio.Reader) string {
	t.Helper()
	response, err := http.ReadResponse(from, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(response.StatusCode, " ", string(body))
}

const request = "GET / HTTP/1.1\nHost: localhost\n\n"

func TestRequestEndsWhenItsClientLeaves(t *testing.T) {
	for _, before := range []int{0, 3} { // requests on the same connection
		started, ended := make(chan bool), make(chan bool)
		address := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/slow" {
				started <- true
				<-r.Context().Done()
				ended <- true
			}
		}, func(*http.Server) {})
		c := dial(t, address)
		from := bufio.NewReader(c)
		for range before {
			send(t, c, request)
			receive(t, from)
		}
		send(t, c, strings.Replace(request, "/", "/slow", 1))
		<-started
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		<-ended
	}
}

func TestRequestEndsWhenTheServerIsClosed(t *testing.T) {
	var server *http.Server
	started, ended := make(chan bool), make(chan bool)
	address := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		started <- true
		<-r.Context().Done()
		ended <- true
	}, func(s *http.Server) { server = s })
	send(t, dial(t, address), request)
	<-started
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	<-ended
}

func TestPipelinedRequests(t *testing.T) {
	second := make(chan bool)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			<-second
		}
		_, _ = io.WriteString(w, r.URL.Path)
	}, func(*http.Server) {})
	c := dial(t, address)
	send(t, c, strings.Replace(request, "/", "/slow", 1))
	send(t, c, request)
	close(second)
	from := bufio.NewReader(c)
	if got := receive(t, from) + ", " + receive(t, from); got != "200 /slow, 200 /" {
		t.Error(got)
	}
}

func TestSlowHeadersEndAConnection(t *testing.T) {
	var server *http.Server
	address := serve(t, func(http.ResponseWriter, *http.Request) {
		server.ReadHeaderTimeout = 10 * time.Millisecond // not for the first request, which a busy machine may delay
	}, func(s *http.Server) {
		server, s.IdleTimeout, s.ReadTimeout, s.ReadHeaderTimeout = s, time.Hour, time.Hour, time.Hour
	})
	c := dial(t, address)
	from := bufio.NewReader(c)
	send(t, c, request)
	receive(t, from)
	send(t, c, "GET / HTTP/1.1\nHost:")
	if _, err := from.ReadByte(); err != io.EOF {
		t.Error(err)
	}
}

func TestSlowBodyEndsARequest(t *testing.T) {
	var server *http.Server
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		server.ReadTimeout = 10 * time.Millisecond // of the next request
		_, err := io.ReadAll(r.Body)
		_, _ = fmt.Fprint(w, errors.Is(err, os.ErrDeadlineExceeded))
	}, func(s *http.Server) {
		server, s.IdleTimeout, s.ReadTimeout, s.ReadHeaderTimeout = s, time.Hour, time.Hour, time.Hour
	})
	c := dial(t, address)
	from := bufio.NewReader(c)
	send(t, c, request)
	receive(t, from)
	send(t, c, "POST / HTTP/1.1\nHost: localhost\nContent-Length: 5\n\nH")
	if got := receive(t, from); got != "200 true" {
		t.Error(got)
	}
}

func TestClientThatReadsNothingEndsAResponse(t *testing.T) {
	var server *http.Server
	ended := make(chan error)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		server.WriteTimeout = 10 * time.Millisecond // of the next request
		for r.URL.Path == "/large" {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				ended <- err
				return
			}
		}
	}, func(s *http.Server) { server, s.WriteTimeout = s, time.Hour })
	c := dial(t, address)
	send(t, c, request)
	receive(t, bufio.NewReader(c))
	send(t, c, strings.Replace(request, "/", "/large", 1))
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

// A buffer that is almost full lets net/http read one byte of a request.
func TestOnlyRunningRequestsHoldARead(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	c := newConn(ours)
	defer c.Close()
	if err := c.SetReadDeadline(time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(theirs, "H") }()
	if n, err := c.Read(make([]byte, 1)); n != 1 || err != nil || c.holds != 0 {
		t.Errorf("%d bytes, %v, held %d times", n, err, c.holds)
	}
}

func TestBodies(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}, func(s *http.Server) { s.ReadTimeout, s.WriteTimeout, s.IdleTimeout = time.Hour, time.Hour, time.Hour })
	c := dial(t, address)
	from := bufio.NewReader(c)
	for range 3 {
		send(t, c, "POST / HTTP/1.1\nHost: localhost\nContent-Length: 5\n\n")
		send(t, c, "H")
		send(t, c, "ello")
		if got := receive(t, from); got != "200 Hello" {
			t.Error(got)
		}
	}
}

// A counted connection counts what is done with it.
type counted struct {
	*net.TCPConn
	deadlines, reads *atomic.Int64
}

func (c *counted) Read(into []byte) (int, error) {
	c.reads.Add(1)
	return c.TCPConn.Read(into)
}

func (c *counted) SetReadDeadline(t time.Time) error {
	c.deadlines.Add(1)
	return c.TCPConn.SetReadDeadline(t)
}

func (c *counted) SetWriteDeadline(t time.Time) error {
	c.deadlines.Add(1)
	return c.TCPConn.SetWriteDeadline(t)
}

type countingListener struct {
	net.Listener
	counted
}

func (l countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.TCPConn = c.(*net.TCPConn)
	return &l.counted, nil
}

// On a busy machine, some requests take long enough to be watched.
func TestRequestsSetFewDeadlines(t *testing.T) {
	var deadlines, reads atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Listener = Listener(countingListener{server.Listener, counted{deadlines: &deadlines, reads: &reads}})
	server.Config.ReadHeaderTimeout, server.Config.ReadTimeout = time.Hour, time.Hour
	server.Config.WriteTimeout, server.Config.IdleTimeout = time.Hour, time.Hour
	server.Start()
	defer server.Close()
	c := dial(t, server.Listener.Addr().String())
	from := bufio.NewReader(c)
	const requests = 1000
	for range requests {
		send(t, c, request)
		receive(t, from)
	}
	if n := deadlines.Load(); n > requests {
		t.Errorf("%d deadlines", n)
	}
	if n := reads.Load(); n > requests*3/2 {
		t.Errorf("%d reads", n)
	}
}

func TestCloseWrite(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := Listener(inner)
	defer listener.Close()
	c := dial(t, inner.Addr().String())
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer accepted.Close()
	if err := accepted.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 8)); err != io.EOF {
		t.Error(err)
	}
	send(t, c, "more")
	if n, err := accepted.Read(make([]byte, 8)); n != 4 || err != nil {
		t.Error(n, err)
	}
}
