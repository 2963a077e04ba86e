package main

import (
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

const (
	peerVariable = "BARE_PEER" // the address to which a peer connects
	peerTime     = 90 * time.Microsecond
)

// A peer is a connection to another process.
type peer struct {
	conn    net.Conn
	message [64]byte

	mutex   sync.Mutex
	waiting []chan bool // each receives whether it leads the next round trip
	busy    bool
}

// startPeer starts the other process, which ends with this one.
func startPeer() *peer {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), peerVariable+"="+listener.Addr().String())
	if err := other.Start(); err != nil {
		log.Fatal(err)
	}
	conn, err := listener.Accept()
	if err != nil {
		log.Fatal(err)
	}
	return &peer{conn: conn}
}

// answer sends back each message, peerTime after it came.
func answer(address string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	var message [64]byte
	for {
		if _, err := io.ReadFull(conn, message[:]); err != nil {
			return
		}
		for came := time.Now(); time.Since(came) < peerTime; { // as Postgres, it works in this time
		}
		if _, err := conn.Write(message[:]); err != nil {
			return
		}
	}
}

// roundTrip waits for a message to the peer and back, alone or together with others.
func (p *peer) roundTrip() {
	p.mutex.Lock()
	if p.busy {
		turn := make(chan bool, 1)
		p.waiting = append(p.waiting, turn)
		p.mutex.Unlock()
		if !<-turn {
			return
		}
	} else {
		p.busy = true
		p.mutex.Unlock()
	}
	runtime.Gosched()
	p.mutex.Lock()
	together := p.waiting
	p.waiting = nil
	p.mutex.Unlock()
	if _, err := p.conn.Write(p.message[:]); err != nil {
		log.Fatal(err)
	}
	if _, err := io.ReadFull(p.conn, p.message[:]); err != nil {
		log.Fatal(err)
	}
	for _, turn := range together {
		turn <- false
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.busy = len(p.waiting) > 0; p.busy {
		p.waiting[0] <- true
		p.waiting = p.waiting[1:]
	}
}
