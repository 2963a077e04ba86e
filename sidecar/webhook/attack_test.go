package webhook_test

import (
	"context"
	"encoding/binary"
	"net"
	"net/http"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/webhook"
)

// The attacks in attacks.md that use a webhook's address, by number.

// problem returns why SQL rejects an address, or "" if it may be saved.
func problem(t *testing.T, db *pgtest.Database, address string) string {
	t.Helper()
	var said *string
	if err := db.Owner.QueryRow(t.Context(), `select neon_auth_internal.webhook_problem($1)`, address).Scan(&said); err != nil {
		t.Fatal(err)
	}
	if said == nil {
		return ""
	}
	return *said
}

// dial posts to an address like a webhook delivery, and returns the error.
func dial(t *testing.T, client *http.Client, address string) error {
	t.Helper()
	out, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, nil)
	if err != nil {
		return err
	}
	in, err := client.Do(out)
	if err == nil {
		t.Errorf("%s answered", address)
		_ = in.Body.Close()
	}
	return err
}

func TestI01PrivateAddresses(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	client := webhook.Dialing(nil)
	for _, host := range strings.Fields(`127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.127.0.1
		0.0.0.0 0.1.2.3 224.0.0.1 255.255.255.255 240.0.0.1 198.18.0.1 192.0.0.8 192.0.2.1 198.51.100.1 203.0.113.1 192.88.99.1
		[::] [::1] [fc00::1] [fd12:3456::1] [fe80::1] [::ffff:169.254.169.254] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::a9fe:a9fe]
		[64:ff9b:1::1] [2002:7f00:1::] [2001::1] [2001:db8::1] [ff02::1] [100::1] [5f00::1]`) {
		if problem(t, db, "https://"+host+"/x") == "" {
			t.Errorf("%s can be saved", host)
		}
		if err := dial(t, client, "https://"+host+"/x"); err == nil || !strings.Contains(err.Error(), "a private address") {
			t.Errorf("%s is refused with %v", host, err)
		}
	}
	// Numeric forms that programs parse differently, and names: the address of the actual connection is checked.
	for _, host := range strings.Fields(`2130706433 0177.1 0x7f.1 0x7f000001 127.1 127.0.0.1. 010.0.0.1 1.2.3.4.5 999.1.1.1 example.0x7f
		localhost localhost. LOCALHOST app.localhost intranet printer.local db.internal 127.0.0.1.nip.io 10-0-0-1.sslip.io nip.io
		metadata.google.internal 1.0.0.127.in-addr.arpa [::1%25eth0] [1::2::3] [127.0.0.1] ①②⑦.⓪.⓪.① 127。0。0。1 %31%32%37.0.0.1`) {
		if problem(t, db, "https://"+host+"/x") == "" {
			t.Errorf("%s can be saved", host)
		}
	}
	if err := dial(t, client, "https://localhost/x"); err == nil || !strings.Contains(err.Error(), "a private address") {
		t.Errorf("localhost is refused with %v", err)
	}
	for _, host := range strings.Fields(`example.com hooks.example.co.uk:8443 xn--bcher-kva.example 8.8.8.8 [2606:4700:4700::1111] a.b-c.d_e.example.com EXAMPLE.com:443`) {
		if said := problem(t, db, "https://"+host+"/x?a=b&c=%20d"); said != "" {
			t.Errorf("%s %s", host, said)
		}
	}
}

func TestI02NamesThatLeadInside(t *testing.T) {
	t.Parallel()
	inside, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inside.Close()
	reached := make(chan struct{}, 1)
	go func() { // until inside is closed
		if conn, err := inside.Accept(); err == nil {
			_ = conn.Close()
			reached <- struct{}{}
		}
	}()
	_, port, _ := net.SplitHostPort(inside.Addr().String())
	client := webhook.Dialing(nameServer(t, net.IPv4(127, 0, 0, 1)))
	for range 2 { // a later answer of the name server does not help
		if err := dial(t, client, "https://hook.example.com:"+port+"/x"); err == nil || !strings.Contains(err.Error(), "a private address") {
			t.Errorf("it is refused with %v", err)
		}
	}
	select {
	case <-reached:
		t.Error("it was connected to")
	default:
	}
	// A public address on a port that webhooks may not use is not connected to either.
	client = webhook.Dialing(nameServer(t, net.IPv4(8, 8, 8, 8)))
	if err := dial(t, client, "https://hook.example.com:5432/x"); err == nil || !strings.Contains(err.Error(), "port other than") {
		t.Errorf("port 5432 is refused with %v", err)
	}
}

// nameServer resolves every name to the given address.
func nameServer(t *testing.T, address net.IP) *net.Resolver {
	t.Helper()
	server, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() { // until the server is closed
		question := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(question)
			if err != nil {
				return
			}
			end := 12
			for end < n && question[end] != 0 {
				end += int(question[end]) + 1
			}
			end += 5 // the root, type and class
			if end > n {
				continue
			}
			said := append([]byte{question[0], question[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question[12:end]...)
			if binary.BigEndian.Uint16(question[end-4:]) == 1 { // A
				said[7] = 1
				said = append(append(said, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4), address.To4()...)
			}
			_, _ = server.WriteTo(said, from) // a lost answer is requested again
		}
	}()
	dialer := &net.Dialer{}
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

func TestI04AddressesOfAnotherKind(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	for _, address := range []string{
		"http://example.com/x", "https://user@example.com/x", "https://user:word@example.com/x", "https://example.com/x#part", "https://example.com:22/x",
		"https://example.com:25/", "https://example.com:5432/", "https://example.com:80/", "https://example.com:0/", "https://example.com:99999/",
		"file:///etc/passwd", "unix:///run/postgresql/.s.PGSQL.5432", "gopher://example.com/", "//example.com/", "example.com", "javascript:alert(1)",
		"https:///x", "https://", "", "https:example.com", `https://example.com\@127.0.0.1/`, " https://example.com/",
	} {
		if problem(t, db, address) == "" {
			t.Errorf("%s can be saved", address)
		}
		if err := webhook.CheckAddress(address); err == nil {
			t.Errorf("%s is connected to", address)
		}
	}
	if err := webhook.CheckAddress("https://example.com:8443/x?y"); err != nil {
		t.Error(err)
	}
	if problem(t, db, "https://example.com/x\r\nHost: inside") == "" {
		t.Error("an address with line breaks can be saved")
	}
}
