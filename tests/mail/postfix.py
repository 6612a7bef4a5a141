#!/usr/bin/python3
"""Mulin and a real mail system: Postfix takes messages over TLS, delivers one and returns another.

    tests/mail/postfix.py MULIN

MULIN is the program. Needs root, because Postfix's master does; it gets a configuration, a queue and
mailboxes of its own below a temporary folder, and listens on a free port of 127.0.0.1 alone. What it
proves:

- STARTTLS with a certificate of a CA that only this run knows; a server that shows another name gets
  nothing, and the next relay gets the message;
- a message that Postfix took is SENT, arrives signed (checked by dkimpy against what `mulin dkim` prints),
  and carries its own return path;
- a message to nobody comes back as a report of Postfix's own, which `mulin bounce` reads from the
  maildir: the message is BOUNCED and the address suppressed;
- what else comes to that mailbox, and what is no mail, harms nothing.
"""

import email
import email.policy
import glob
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

import dkim

MULIN = os.path.realpath(sys.argv[1])
DEADLINE = time.monotonic() + 120


def wait(what, look):
    """What `look` finds, as soon as it finds something."""
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > DEADLINE:
            raise SystemExit(f"in vain: {what}")
        time.sleep(0.05)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def listens(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Postfix:
    """Takes mail for people.test and bounces.test, for which it has two mailboxes."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.conf = f"{folder}/postfix"
        for name in ["postfix", "queue", "data", "log", "mail"]:
            os.mkdir(f"{folder}/{name}")
        shutil.chown(f"{folder}/data", "postfix")
        shutil.chown(f"{folder}/mail", "postfix")
        self.make_certificates()
        owner = run("id", "-u", "postfix").strip()
        group = run("id", "-g", "postfix").strip()
        write(f"{self.conf}/main.cf", f"""
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/mail
maillog_file_prefixes = {folder}/log
myhostname = mx.people.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
recipient_delimiter = +
default_transport = error:nothing leaves this machine
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.key
smtpd_tls_received_header = yes
virtual_mailbox_domains = people.test, bounces.test
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ lan@people.test=lan/, bounce@bounces.test=bounces/ }}
virtual_uid_maps = static:{owner}
virtual_gid_maps = static:{group}
virtual_minimum_uid = 1
""")
        services = ["proxymap", "error", "retry:error", "discard", "anvil", "scache"]
        lines = [f"127.0.0.1:{self.port} inet n - n - - smtpd",
                 "pickup unix n - n 60 1 pickup",
                 "qmgr unix n - n 300 1 qmgr",
                 "tlsmgr unix - - n 1000? 1 tlsmgr",
                 "rewrite unix - - n - - trivial-rewrite",
                 "cleanup unix n - n - 0 cleanup",
                 "bounce unix - - n - 0 bounce",
                 "defer unix - - n - 0 bounce",
                 "trace unix - - n - 0 bounce",
                 "verify unix - - n - 1 verify",
                 "virtual unix - n n - - virtual",
                 "flush unix n - n 1000? 0 flush",
                 "postlog unix-dgram n - n - 1 postlogd"]
        for service in services:
            name, _, program = service.partition(":")
            lines.append(f"{name} unix - - n - - {program or name}")
        write(f"{self.conf}/master.cf", "\n".join(lines) + "\n")

    def make_certificates(self):
        """A CA that nobody else knows, and a certificate for "localhost"."""
        at = self.folder
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=Test CA", "-keyout", f"{at}/ca.key", "-out", f"{at}/ca.pem")
        run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
            "-keyout", f"{at}/server.key", "-out", f"{at}/server.csr")
        write(f"{at}/server.ext", "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
        run("openssl", "x509", "-req", "-in", f"{at}/server.csr", "-CA", f"{at}/ca.pem", "-CAkey",
            f"{at}/ca.key", "-days", "2", "-extfile", f"{at}/server.ext", "-out",
            f"{at}/server.pem", "-set_serial", "2")

    def start(self):
        run("postfix", "-c", self.conf, "start")
        wait("Postfix listens", lambda: listens(self.port))

    def stop(self):
        subprocess.run(["postfix", "-c", self.conf, "stop"], check=False, capture_output=True)

    def mails(self, mailbox):
        return sorted(glob.glob(f"{self.folder}/mail/{mailbox}/new/*"))


class Mulin:
    """The program, with a database of its own."""

    def __init__(self, folder, postfix):
        self.data = f"{folder}/mulin"
        self.port = free_port()
        self.server = None
        os.mkdir(self.data)
        run("openssl", "genrsa", "-out", f"{folder}/dkim.pem", "2048")
        run("openssl", "genpkey", "-algorithm", "ed25519", "-out", f"{folder}/dkim2.pem")
        relay = f"{postfix.port}/?tls=required"
        self.env = {
            "PATH": os.environ["PATH"],
            "SSL_CERT_FILE": f"{folder}/ca.pem",
            "MULIN_DATA_DIR": self.data,
            # The certificate knows "localhost" alone, so the first of them has a false one.
            "MULIN_SMTP__URLS": f"smtp://127.0.0.1:{relay},smtp://localhost:{relay}",
            "MULIN_SMTP__FROM": "睦邻 <noreply@mulin.test>",
            "MULIN_SMTP__RETURN_PATH": "bounce@bounces.test",
            "MULIN_DKIM__SELECTOR": "one",
            "MULIN_DKIM__KEY_FILE": f"{folder}/dkim.pem",
            "MULIN_DKIM__ED25519_SELECTOR": "two",
            "MULIN_DKIM__ED25519_KEY_FILE": f"{folder}/dkim2.pem",
        }

    def command(self, *arguments, stdin=""):
        return subprocess.run([MULIN, *arguments], input=stdin, capture_output=True, text=True,
                              check=False, env=self.env, cwd="/")

    def printed(self, *arguments, stdin=""):
        done = self.command(*arguments, stdin=stdin)
        if done.returncode != 0:
            raise SystemExit(f"mulin {arguments}: {done.returncode}: {done.stderr}")
        return done.stdout

    def start(self):
        self.log = open(f"{self.data}/log", "wb")
        self.server = subprocess.Popen(
            [MULIN, "serve", "--dev", "--listen", f"127.0.0.1:{self.port}"],
            env=self.env, cwd="/", stdout=self.log, stderr=self.log)
        wait("Mulin is ready", self.is_ready)

    def is_ready(self):
        if self.server.poll() is not None:
            raise SystemExit("Mulin ended")
        try:
            url = f"http://127.0.0.1:{self.port}/readyz"
            return urllib.request.urlopen(url, timeout=5).status == 200
        except OSError:
            return False

    def stop(self):
        if self.server:
            self.server.terminate()
            self.server.wait(30)

    def send_code(self, address):
        query = """mutation ($input: RequestSignInCodeInput!) {
            requestSignInCode(input: $input) { channel userErrors { code message } } }"""
        body = json.dumps({"query": query, "variables": {"input": {"address": address}}})
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/graphql", body.encode(),
                                         {"Content-Type": "application/json"})
        answer = json.load(urllib.request.urlopen(request, timeout=30))
        assert answer["data"]["requestSignInCode"]["channel"] == "EMAIL", answer

    def rows(self, query):
        with sqlite3.connect(f"{self.data}/mulin.db", timeout=10) as database:
            return database.execute(query).fetchall()


def records(printed):
    """The TXT records in what `mulin dkim` prints."""
    found = {}
    for line in printed.splitlines():
        name, text = line.split(". IN TXT ", 1)
        found[name] = "".join(text.split('"')[1::2]).encode()
    return found


def check_delivered(mulin, postfix):
    mulin.send_code("lan@people.test")
    [path] = wait("the letter arrives", lambda: postfix.mails("lan"))
    with open(path, "rb") as file:
        raw = file.read()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    received = message.get_all("Received")
    assert any("using TLSv1.3" in line and "with ESMTPS" in line for line in received), received
    back = message["Return-Path"].strip("<>")
    assert back.startswith("bounce+") and back.endswith("@bounces.test"), back
    assert len(back.split("@")[0]) <= 64, back
    dns = records(mulin.printed("dkim"))
    assert sorted(dns) == ["one._domainkey.mulin.test", "two._domainkey.mulin.test"], dns
    lookup = lambda name, timeout=5: dns[name.decode().rstrip(".")]
    # A maildir has the line ends of this system.
    wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    for index in range(2):
        assert dkim.DKIM(wire).verify(idx=index, dnsfunc=lookup), f"signature {index}"
    sent = mulin.rows("SELECT state, provider FROM delivery")
    assert sent == [("SENT", "localhost")], sent
    print("delivered over TLS by the second relay, signed, with a return path of its own")


def check_bounced(mulin, postfix):
    mulin.send_code("gone@people.test")
    [path] = wait("the message comes back", lambda: postfix.mails("bounces"))
    with open(path, encoding="utf-8") as file:
        report = file.read()
    maildir = f"{postfix.folder}/mail/bounces"
    noise = "From: lan@people.test\nTo: bounce@bounces.test\nSubject: Away\n\nStatus: 5.1.1\n"
    write(f"{maildir}/new/2.noise", noise)
    printed = mulin.printed("bounce", "--maildir", maildir)
    assert printed.startswith("1 noted, 0 about messages not known here, 1 about none"), printed
    assert not postfix.mails("bounces"), "they are moved"
    bounced = mulin.rows("SELECT last_error FROM delivery WHERE state = 'BOUNCED'")
    assert bounced == [("5.1.1",)], bounced
    suppressed = mulin.rows("""SELECT reason, soft_bounces FROM suppression
        JOIN contact_point ON contact_point.lookup = suppression.lookup""")
    assert suppressed == [("HARD_BOUNCE", 0)], suppressed

    # The same once more, by the pipe: nothing changes.
    assert mulin.printed("bounce", stdin=report).startswith("1 noted"), "again"
    assert mulin.rows("SELECT count(*) FROM suppression") == [(1,)]
    # Signed by nobody, and about no message that was ever sent.
    forged = report.replace("bounce+", "bounce+a")
    forged = "".join(line for line in forged.splitlines(True) if "Message-ID" not in line)
    told = mulin.printed("bounce", stdin=forged)
    assert told.startswith("0 noted, 1 about messages not known here"), told
    for stdin, expected in [("", 65), ("\n\n", 65), (noise, 0)]:
        done = mulin.command("bounce", stdin=stdin)
        assert done.returncode == expected, (stdin, done)
    assert mulin.command("bounce", "--maildir", "/nowhere").returncode == 66
    mulin.env["MULIN_SMTP__RETURN_PATH"] = "nonsense"
    assert mulin.command("bounce", stdin=report).returncode == 78
    print("came back, was noted once, and the address is suppressed")


def main():
    began = time.monotonic()
    # Whoever ends this early ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended early"))
    with tempfile.TemporaryDirectory(prefix="mulin-postfix-") as folder:
        os.chmod(folder, 0o755)
        postfix = Postfix(folder)
        mulin = Mulin(folder, postfix)
        try:
            postfix.start()
            mulin.printed("admin", "init", "--city", "睦安市", "--name", "李明", "--email",
                          "gone@people.test")
            mulin.start()
            check_delivered(mulin, postfix)
            check_bounced(mulin, postfix)
        except BaseException:
            for log in [f"{folder}/log/mail", f"{mulin.data}/log"]:
                if os.path.exists(log):
                    with open(log, encoding="utf-8", errors="replace") as file:
                        sys.stderr.write(f"--- {log}\n{file.read()}")
            raise
        finally:
            mulin.stop()
            postfix.stop()
    print(f"{time.monotonic() - began:.1f} s")


main()
