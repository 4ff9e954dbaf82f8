"""What the end-to-end tests stand on: a cloud of their own, the real openstack client, ssh, a look at the host."""
