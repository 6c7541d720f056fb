"""Certificates for tests: an authority of one's own, and what it has signed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM, DAY = serialization.Encoding.PEM, timedelta(days=1)


class Authority:
    """Signs certificates; `file` is what a program has to trust."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Authority {folder.name}")])
        self.file = folder / "authority.pem"
        self.file.write_bytes(self._signed(self._name, self._key, "", is_authority=True).public_bytes(PEM))

    def certificate(self, host: str) -> Path:
        """A file with a certificate for this host and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        secret = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path = self._folder / f"{host}.pem"
        path.write_bytes(self._signed(name, key, host, is_authority=False).public_bytes(PEM) + secret)
        return path

    def _signed(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, host: str, *, is_authority: bool
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        draft = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + DAY)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if host:
            draft = draft.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return draft.sign(self._key, hashes.SHA256())
