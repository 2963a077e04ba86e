package sql_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// TestIsDirect covers direct connections and a proxy. The sidecar's TestPooler covers poolers.
func TestIsDirect(t *testing.T) {
	t.Parallel()
	d := pgtest.Empty(t)
	for name, address := range map[string]string{
		"Postgres itself":                            d.URL,
		"a proxy that makes up process numbers":      proxied(t, d.URL, ""),
		"the same, with other options of the client": proxied(t, d.URL, "-c search_path=public"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := pgx.Connect(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(context.Background())
			if direct, err := sql.IsDirect(t.Context(), conn); err != nil || !direct {
				t.Errorf("it is direct: %v (%v)", direct, err)
			}
		})
	}
}

// proxied returns the address of a proxy before the server, like Neon's: each connection is one of Postgres, except for
// the process id that it sends at startup. options are sent at its start.
func proxied(t *testing.T, address, options string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	if options != "" {
		query.Set("options", options)
	}
	u.RawQuery = query.Encode()
	return pgtest.Proxy(t, u.String(), pass)
}

func pass(client, server net.Conn) {
	go func() { // ends with the client
		defer server.Close()
		_, _ = io.Copy(server, client)
	}()
	for {
		message := make([]byte, 5)
		if _, err := io.ReadFull(server, message); err != nil {
			return
		}
		kind, length := message[0], binary.BigEndian.Uint32(message[1:])
		message = append(message, make([]byte, length-4)...)
		if _, err := io.ReadFull(server, message[5:]); err != nil {
			return
		}
		if kind == 'K' { // BackendKeyData
			message[8]++
		}
		if _, err := client.Write(message); err != nil {
			return
		}
	}
}
