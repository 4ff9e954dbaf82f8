import HostKit

/// The process that carries the cloud's packets out as an ordinary user's connections (slirp4netns).
struct UplinkPlan {
    let uplink: DesiredUplink
    let layout: CloudLayout

    var program: ProgramPlan {
        ProgramPlan(
            folder: layout.folder("uplink", "slirp4netns"), program: "slirp4netns",
            arguments: [
                "--configure", "--mtu=\(uplink.mtu)", "--cidr=\(uplink.prefix.text)", "--disable-host-loopback",
                "--netns-type=path", layout.cloud.path, CloudLayout.uplinkDevice,
            ],
            namespace: layout.underlay, follows: layout.cloud)
    }
}
