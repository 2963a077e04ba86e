package branch

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	connectTimeout = 3 * time.Second  // for each host, at most; the connection string may set less
	openTimeout    = 20 * time.Second // for all hosts of a connection string
	silentTimeout  = 10 * time.Second // until a peer that acknowledges no data is given up
	avoided        = 10 * time.Second // how long a silent host is skipped if another host answers
)

// errSilent is returned for a host that did not answer recently, if another host does.
var errSilent = errors.New("this host did not answer a moment ago")

// bound limits the duration of connection attempts and of silent connections, whatever the connection string says.
func bound(config *pgx.ConnConfig) {
	if config.ConnectTimeout <= 0 || config.ConnectTimeout > connectTimeout {
		config.ConnectTimeout = connectTimeout
	}
	dialer := &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3},
		ControlContext:  limitSilence,
	}
	config.DialFunc = dialer.DialContext
}

// hosts remembers the hosts that accept connections and then send nothing, as a frozen server does. Without it, each
// new connection would wait for connectTimeout.
type hosts struct {
	mutex    sync.Mutex
	silent   map[string]time.Time
	answered map[string]time.Time
}

func newHosts() *hosts {
	return &hosts{silent: map[string]time.Time{}, answered: map[string]time.Time{}}
}

// dial skips a host that was silent recently, if another host has answered since.
func (h *hosts) dial(inner pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if h.isAvoided(address) {
			return nil, errSilent
		}
		conn, err := inner(ctx, network, address)
		if err != nil {
			if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
				h.note(address, false)
			}
			return nil, err
		}
		return &listening{Conn: conn, address: address, hosts: h, since: time.Now(), wait: briefWait{raw: rawOf(conn)}}, nil
	}
}

func (h *hosts) isAvoided(address string) bool {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	since, silent := h.silent[address]
	if !silent || time.Since(since) > avoided {
		return false
	}
	for other, at := range h.answered {
		if other != address && at.After(since) {
			return true
		}
	}
	return false
}

func (h *hosts) note(address string, answers bool) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if answers {
		delete(h.silent, address)
		h.answered[address] = time.Now()
	} else {
		h.silent[address] = time.Now()
	}
}

// listening is a connection that records whether its host has sent anything.
type listening struct {
	net.Conn
	address string
	hosts   *hosts
	since   time.Time
	heard   atomic.Bool
	wait    briefWait
}

// Read reads, and records the first data from the host.
func (l *listening) Read(into []byte) (int, error) {
	l.wait.beforeRead()
	n, err := l.Conn.Read(into)
	if n > 0 && !l.heard.Swap(true) {
		l.hosts.note(l.address, true)
	}
	return n, err
}

// Close closes the connection, and records a host that sent nothing in the time it had.
func (l *listening) Close() error {
	if time.Since(l.since) > connectTimeout/2 && !l.heard.Swap(true) {
		l.hosts.note(l.address, false)
	}
	return l.Conn.Close()
}

// NetConn returns the wrapped connection, like tls.Conn.
func (l *listening) NetConn() net.Conn { return l.Conn }
