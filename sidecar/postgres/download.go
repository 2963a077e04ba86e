package postgres

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	embedded "github.com/fergusstrange/embedded-postgres"
)

// download fetches Postgres into the folder, next to the data it will create. The library fetches only as part of a
// start, so a throwaway server is started and stopped. As root the library refuses to start it, after the download.
func download(dir string, log *slog.Logger) (string, error) {
	target := filepath.Join(dir, "postgres")
	bin := filepath.Join(target, "bin")
	if complete(bin) {
		return bin, nil
	}
	log.Info("no Postgres found on this machine, downloading it", "dir", target, "version", embedded.V18)
	temporary, err := os.MkdirTemp("", "neonauth-postgres-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temporary)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return "", err
	}
	server := embedded.NewDatabase(embedded.DefaultConfig().Version(embedded.V18).Port(uint32(port)).
		BinariesPath(target).CachePath(temporary).RuntimePath(filepath.Join(temporary, "run")).Logger(io.Discard))
	err = server.Start()
	if err == nil {
		err = server.Stop()
	}
	if !complete(bin) {
		return "", fmt.Errorf("no Postgres found on this machine, and the download failed: install Postgres, or set "+
			"DATABASE_URL or NEONAUTH_POSTGRES_BIN (%w)", err)
	}
	return bin, nil
}
