package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// pageTime is the time limit for one page of Stack Auth's API.
const pageTime = time.Minute

// maxBatch is the size of an export, in bytes, at which a batch ends.
const maxBatch = 8 << 20

// A stackExport reads the users of Stack Auth from files or from its API, as batches.
type stackExport struct {
	users *exported
	close func()
	more  func(ctx context.Context, cursor string) error // opens the next page; nil if this is the last
	seen  map[string]bool
	total int
}

// stackAccess is what the API needs: headers of the project.
type stackAccess struct{ project, key string }

// openStack opens an export in a file, or at an address. The file is read once before, so that a torn one changes nothing.
func openStack(ctx context.Context, from string, access stackAccess) (*stackExport, error) {
	s := &stackExport{seen: map[string]bool{}, close: func() {}}
	if strings.HasPrefix(from, "http://") || strings.HasPrefix(from, "https://") {
		s.more = func(ctx context.Context, cursor string) error { return s.fetch(ctx, from, cursor, access) }
		return s, s.more(ctx, "")
	}
	file, closeFile, err := openFile(ctx, from)
	if err != nil {
		return nil, err
	}
	s.close = closeFile
	counted := newExported(file)
	for err == nil {
		_, err = counted.next()
	}
	if s.total = counted.read; errors.Is(err, io.EOF) {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err == nil && s.total == 0 {
		err = fmt.Errorf("%s has no users: it needs an array of them, or an object with items", from)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.users = newExported(file)
	return s, nil
}

// openFile opens a file that can be read twice. What a pipe sends, such as /dev/stdin, is copied to a temporary file without a
// name, so that nothing of it stays, even if this program is killed.
func openFile(ctx context.Context, path string) (file *os.File, done func(), err error) {
	if path == "-" {
		path = "/dev/stdin"
	}
	file, err = os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if _, err := file.Seek(0, io.SeekCurrent); err == nil {
		return file, func() { _ = file.Close() }, nil
	}
	defer file.Close()
	defer context.AfterFunc(ctx, func() { _ = file.SetReadDeadline(time.Now()) })() // ends waiting for more
	stored, err := os.CreateTemp("", "neonauth-import-")                            // only its owner may read it
	if err != nil {
		return nil, nil, err
	}
	_ = os.Remove(stored.Name()) // Windows removes it only when it is closed
	done = func() { _ = stored.Close(); _ = os.Remove(stored.Name()) }
	if _, err = io.Copy(stored, file); err == nil {
		_, err = stored.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		return nil, nil, fmt.Errorf("copy %s to a temporary file: %w", path, cmp.Or(ctx.Err(), err))
	}
	return stored, done, nil
}

// fetch requests a page. The project's key is sent to no other host.
func (s *stackExport) fetch(ctx context.Context, from, cursor string, access stackAccess) error {
	address, err := url.Parse(from)
	if err != nil {
		return err
	}
	if host := address.Hostname(); address.Scheme != "https" && host != "localhost" && host != "127.0.0.1" && host != "::1" {
		return errors.New("the address must be https: the users' data and the project's key would be sent in clear")
	}
	query := address.Query()
	if access.key != "" {
		for name, value := range map[string]string{"limit": "200", "include_restricted": "true", "include_anonymous": "true"} {
			if !query.Has(name) {
				query.Set(name, value)
			}
		}
	}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	address.RawQuery = query.Encode()
	ctx, stop := context.WithTimeout(ctx, pageTime)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		stop()
		return err
	}
	if access.key != "" {
		request.Header.Set("X-Stack-Access-Type", "server")
		request.Header.Set("X-Stack-Project-Id", access.project)
		request.Header.Set("X-Stack-Secret-Server-Key", access.key)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		stop()
		return err
	}
	s.close()
	s.close = func() { _ = response.Body.Close(); stop() }
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s responds with status %d. Set STACK_PROJECT_ID and STACK_SECRET_SERVER_KEY to read from the API", address.Host, response.StatusCode)
	}
	s.users = newExported(response.Body)
	return nil
}

func (s *stackExport) size() int { return s.total }

// next returns up to 1,000 users, fewer if they are large, as a JSON array, or "" after the last one.
func (s *stackExport) next(ctx context.Context) (batch string, err error) {
	picked := []map[string]any{}
	for size := 0; len(picked) < 1000 && size < maxBatch; {
		user, err := s.users.next()
		if errors.Is(err, io.EOF) {
			if s.more == nil || s.users.cursor == "" {
				break
			}
			cursor := s.users.cursor
			if s.seen[cursor] || s.users.read == 0 {
				return "", fmt.Errorf("the API repeats the page %q", cursor)
			}
			s.seen[cursor] = true
			if err := s.more(ctx, cursor); err != nil {
				return "", err
			}
			continue
		}
		if err != nil {
			return "", err
		}
		size += len(user)
		picked = append(picked, pickStackUser(user))
	}
	if len(picked) == 0 {
		return "", nil
	}
	text, err := json.Marshal(picked)
	return string(text), err
}
