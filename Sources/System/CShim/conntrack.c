#define _GNU_SOURCE
#include "hostshim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// A netlink message under construction; large enough for the one kind that is sent.
struct message {
  struct nlmsghdr head;
  struct nfgenmsg family;
  char attributes[256];
};

static void *put(struct message *m, int type, const void *value, int size) {
  struct nlattr *a = (struct nlattr *)((char *)m + NLMSG_ALIGN(m->head.nlmsg_len));
  a->nla_type = (unsigned short)type;
  a->nla_len = (unsigned short)(NLA_HDRLEN + size);
  if (size > 0) memcpy((char *)a + NLA_HDRLEN, value, (size_t)size);
  m->head.nlmsg_len = NLMSG_ALIGN(m->head.nlmsg_len) + (unsigned)NLA_ALIGN(a->nla_len);
  return a;
}

static void *begin(struct message *m, int type) { return put(m, type | NLA_F_NESTED, NULL, 0); }

static void end(struct message *m, void *nest) {
  ((struct nlattr *)nest)->nla_len = (unsigned short)((char *)m + m->head.nlmsg_len - (char *)nest);
}

static void put_short(struct message *m, int type, unsigned short value) {
  unsigned short wire = htons(value);
  put(m, type, &wire, sizeof wire);
}

static void put_transport(struct message *m, const struct shim_connection *c) {
  void *nest = begin(m, CTA_TUPLE_PROTO);
  put(m, CTA_PROTO_NUM, &c->protocol, 1);
  if (c->protocol == 1 || c->protocol == 58) {
    int v6 = c->protocol == 58;
    put_short(m, v6 ? CTA_PROTO_ICMPV6_ID : CTA_PROTO_ICMP_ID, c->icmp_id);
    put(m, v6 ? CTA_PROTO_ICMPV6_TYPE : CTA_PROTO_ICMP_TYPE, &c->icmp_type, 1);
    put(m, v6 ? CTA_PROTO_ICMPV6_CODE : CTA_PROTO_ICMP_CODE, &c->icmp_code, 1);
  } else {
    put_short(m, CTA_PROTO_SRC_PORT, c->source_port);
    put_short(m, CTA_PROTO_DST_PORT, c->destination_port);
  }
  end(m, nest);
}

int shim_connection_mark(const struct shim_connection *c, unsigned mark) {
  int v6 = c->address_size == 16;
  struct message m;
  memset(&m, 0, sizeof m);
  m.head.nlmsg_len = NLMSG_LENGTH(sizeof m.family);
  m.head.nlmsg_type = (NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_NEW;
  m.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  m.family.nfgen_family = v6 ? AF_INET6 : AF_INET;
  void *tuple = begin(&m, CTA_TUPLE_ORIG);
  void *addresses = begin(&m, CTA_TUPLE_IP);
  put(&m, v6 ? CTA_IP_V6_SRC : CTA_IP_V4_SRC, c->source, c->address_size);
  put(&m, v6 ? CTA_IP_V6_DST : CTA_IP_V4_DST, c->destination, c->address_size);
  end(&m, addresses);
  put_transport(&m, c);
  end(&m, tuple);
  if (c->zone != 0) put_short(&m, CTA_ZONE, c->zone);
  unsigned wire = htonl(mark);
  put(&m, CTA_MARK, &wire, sizeof wire);

  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
  if (fd < 0) return -1;
  struct timeval limit = {.tv_sec = 5};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  struct {
    struct nlmsghdr head;
    struct nlmsgerr error;
    char rest[512];
  } answer;
  int failure = 0;
  if (send(fd, &m, m.head.nlmsg_len, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0) failure = errno;
  else if (answer.head.nlmsg_type == NLMSG_ERROR) failure = -answer.error.error;
  close(fd);
  errno = failure;
  return failure == 0 ? 0 : -1;
}
