"""Images: up, down, and what is refused."""
import hashlib
import os

from harness.case import CloudCase


class ImageTest(CloudCase):
    def file(self, content):
        path = self.cloud.path(self.name("file"))
        with open(path, "wb") as file:
            file.write(content)
        self.addCleanup(os.remove, path)
        return path

    def upload(self, content, *options):
        return self.make(
            "image", "create", "--file", self.file(content), "--disk-format", "raw", *options, self.name("image"),
            delete=("image", "delete"))

    def test_upload_list_show_save_delete(self):
        content = os.urandom(3 * 1024 * 1024 + 17)
        image = self.upload(content, "--property", "os_distro=apus", "--tag", "small")
        shown = self.openstack.json("image", "show", image["id"])
        self.assertEqual(shown["status"], "active")
        self.assertEqual(shown["size"], len(content))
        self.assertEqual(shown["checksum"], hashlib.md5(content).hexdigest())
        self.assertEqual(shown["properties"]["os_hash_value"], hashlib.sha512(content).hexdigest())
        self.assertEqual(shown["tags"], ["small"])
        self.assertIn(image["id"], [each["ID"] for each in self.openstack.json("image", "list")])
        saved = self.cloud.path(self.name("saved"))
        self.openstack.text("image", "save", "--file", saved, image["id"])
        with open(saved, "rb") as file:
            self.assertEqual(file.read(), content)
        self.openstack.text("image", "delete", image["id"])
        said = self.openstack.fails("image", "show", image["id"])
        self.assertIn(f"No Image found for {image['id']}", said)

    def test_a_protected_image_stays(self):
        image = self.upload(b"x" * 512, "--protected")
        said = self.openstack.fails("image", "delete", image["id"])
        self.assertIn("is protected and cannot be deleted", said)
        self.openstack.text("image", "set", "--unprotected", image["id"])

    def test_bytes_that_are_not_what_they_say_are_refused(self):
        name = self.name("image")
        said = self.openstack.fails(
            "image", "create", "--file", self.file(b"no qcow2 at all" * 100), "--disk-format", "qcow2", name)
        self.assertIn("415", said)
        for each in self.openstack.json("image", "list", "--name", name):
            self.openstack.text("image", "delete", each["ID"])
