// Package client accepts the connections of clients, so that they cost net/http less CPU.
package client

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// watchAfter is how long a request runs before its connection is watched. It takes up to twice as long.
const watchAfter = 50 * time.Millisecond

// Listener returns a listener that accepts the same connections, and returns them as connections that cost net/http less.
//
// For each request, net/http sets ten deadlines, and starts a goroutine that reads one byte, to see whether the client
// closes the connection. The connections set a deadline only if an operation needs it, and read that byte only if the
// request takes longer than watchAfter.
func Listener(inner net.Listener) net.Listener { return listener{inner} }

type listener struct{ net.Listener }

// Accept implements net.Listener.
func (l listener) Accept() (net.Conn, error) {
	inner, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return newConn(inner), nil
}

func newConn(inner net.Conn) *conn {
	return &conn{
		Conn:   inner,
		reads:  deadline{operate: inner.Read, apply: inner.SetReadDeadline},
		writes: deadline{operate: inner.Write, apply: inner.SetWriteDeadline},
		wake:   make(chan struct{}, 1),
	}
}

type conn struct {
	net.Conn
	reads, writes deadline

	mutex   sync.Mutex
	held    bool          // a read of one byte waits for wake
	holds   int           // how many have waited
	wake    chan struct{} // has room for one
	timer   *time.Timer   // calls check
	timed   bool          // timer is set
	checked int           // holds at the last check
}

// Read implements net.Conn.
func (c *conn) Read(into []byte) (int, error) {
	if len(into) == 1 {
		c.hold()
		if c.reads.isOver() { // the request has ended
			return 0, os.ErrDeadlineExceeded
		}
	}
	return c.reads.run(into)
}

// Write implements net.Conn.
func (c *conn) Write(data []byte) (int, error) { return c.writes.run(data) }

// SetReadDeadline implements net.Conn.
func (c *conn) SetReadDeadline(t time.Time) error {
	err := c.reads.set(t)
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.held && isPast(t) {
		c.release()
	}
	return err
}

// SetWriteDeadline implements net.Conn.
func (c *conn) SetWriteDeadline(t time.Time) error { return c.writes.set(t) }

// SetDeadline implements net.Conn.
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// CloseWrite ends the response, like that of net.TCPConn. net/http calls it if it does not read a request to its end.
func (c *conn) CloseWrite() error {
	if inner, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return inner.CloseWrite()
	}
	return nil
}

// hold waits until the deadline of reads is over, or the request has run for watchAfter. It does not wait if there is a
// deadline: while a request runs, net/http sets none, so this is another read, or the request has ended.
func (c *conn) hold() {
	c.mutex.Lock()
	if c.reads.isSet() {
		c.mutex.Unlock()
		return
	}
	c.held = true
	c.holds++
	if !c.timed {
		c.timed, c.checked = true, c.holds
		if c.timer == nil {
			c.timer = time.AfterFunc(watchAfter, c.check)
		} else {
			c.timer.Reset(watchAfter)
		}
	}
	c.mutex.Unlock()
	<-c.wake
}

// release ends hold. The caller has locked the mutex.
func (c *conn) release() {
	if c.held {
		c.held = false
		c.wake <- struct{}{}
	}
}

// check lets a connection be watched that was held at the last check already. Setting a timer for each request would cost
// more.
func (c *conn) check() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	switch {
	case !c.held:
		c.timed = false
	case c.checked == c.holds:
		c.timed = false
		c.release()
	default:
		c.checked = c.holds
		c.timer.Reset(watchAfter)
	}
}
