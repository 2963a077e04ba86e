package postgres

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Running returns the superuser's connection string for a database of the server that another process has started in a
// folder ("" = .neonauth), or "" if none is running there.
func Running(dir, database string) string {
	if dir == "" {
		dir = ".neonauth"
	}
	lock, err := os.Open(filepath.Join(dir, "lock"))
	if err != nil {
		return ""
	}
	defer lock.Close()
	// The server's process holds the lock for as long as it runs.
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
		return ""
	}
	password, port := readLine(dir, "password"), readLine(dir, "port")
	number, err := strconv.Atoi(port)
	if password == "" || err != nil {
		return ""
	}
	return address(password, number, database)
}

// readLine returns the content of a small file in a folder, or "" if it cannot be read.
func readLine(dir, name string) string {
	content, _ := os.ReadFile(filepath.Join(dir, name))
	return strings.TrimSpace(string(content))
}

// address returns the superuser's connection string.
func address(password string, port int, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, password),
		Host:     "127.0.0.1:" + strconv.Itoa(port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}
