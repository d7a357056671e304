package workshop

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/tui/keys"
)

// alphabet is what codes are made of: 32 signs that are hard to take for one another (Crockford's).
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeLen  = 12 // signs, 60 bits
	codePart = 4
	keyFile  = "codes.key"
)

// Codes makes invitations' codes, and the keyed hashes of them that are kept.
type Codes struct{ key []byte }

// OpenCodes reads the key of a workshop's directory, and makes one where there is none.
func OpenCodes(dir string) (*Codes, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open codes: %w", err)
	}
	path := filepath.Join(dir, keyFile)
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // It never fails.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		if key, err = os.ReadFile(path); err == nil && len(key) != sha256.Size {
			err = fmt.Errorf("%s is damaged", path)
		}
	case err == nil:
		_, err = f.Write(key)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("open codes: %w", err)
	}
	return &Codes{key}, nil
}

// New makes a code, such as "K7QF-2M9X-WT4H".
func (c *Codes) New() string {
	random := make([]byte, codeLen)
	_, _ = rand.Read(random) // It never fails.
	var b strings.Builder
	for i, r := range random {
		if i > 0 && i%codePart == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[int(r)%len(alphabet)])
	}
	return b.String()
}

// Credential is what is kept of a code. Small letters, spaces, letters that look like digits and a Hangul input mode that
// was left on make no difference.
func (c *Codes) Credential(code string) store.Credential {
	mac := hmac.New(sha256.New, c.key)
	mac.Write([]byte(plainCode(code)))
	return store.Credential{Kind: store.CredentialCode, Proof: hex.EncodeToString(mac.Sum(nil))}
}

func plainCode(code string) string {
	if len(code) > 200 {
		return ""
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(strings.Join(keys.Latin(code), "")) {
		switch r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if strings.ContainsRune(alphabet, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
