/// A guest's definition in libvirt's terms (libvirt.org/formatdomain.html).
package struct DomainXML {
    package let guest: GuestDefinition
    /// The emulator's absolute path; nil lets libvirt choose.
    package var emulator: String?

    package init(_ guest: GuestDefinition, emulator: String? = nil) {
        self.guest = guest
        self.emulator = emulator
    }

    package var element: XMLElement {
        XMLElement(
            "domain", ["type": guest.virtualization.rawValue],
            [
                XMLElement("name", text: guest.name),
                XMLElement("uuid", text: guest.id),
                title,
                XMLElement("metadata", [guest.metadata.element]),
                XMLElement("memory", ["unit": "MiB"], text: String(guest.memory)),
                XMLElement("vcpu", text: String(guest.vcpus)),
                systemInformation, system, features, processor, clock,
                XMLElement("on_poweroff", text: "destroy"),
                XMLElement("on_reboot", text: "restart"),
                XMLElement("on_crash", text: "destroy"),
                devices,
            ])
    }

    /// libvirt takes no line break in a title.
    private var title: XMLElement? {
        let line = String(guest.title.map { $0.isNewline ? " " : $0 })
        return line.isEmpty ? nil : XMLElement("title", text: line)
    }

    /// What guests read with dmidecode: cloud-init recognises OpenStack by the product's name.
    private var systemInformation: XMLElement {
        func entry(_ name: String, _ value: String) -> XMLElement { XMLElement("entry", ["name": name], text: value) }
        return XMLElement(
            "sysinfo", ["type": "smbios"],
            [
                XMLElement(
                    "system",
                    [
                        entry("manufacturer", "Apus"), entry("product", "OpenStack Nova"), entry("version", "1"),
                        entry("serial", guest.id), entry("uuid", guest.id), entry("family", "Virtual Machine"),
                    ])
            ])
    }

    private var system: XMLElement {
        XMLElement(
            "os",
            [
                XMLElement("type", ["arch": "x86_64", "machine": guest.machine], text: "hvm"),
                guest.kernel.map { XMLElement("kernel", text: $0.kernel) },
                guest.kernel?.initrd.map { XMLElement("initrd", text: $0) },
                guest.kernel.map { XMLElement("cmdline", text: $0.arguments) },
                XMLElement("smbios", ["mode": "sysinfo"]),
            ])
    }

    private var features: XMLElement {
        let cache = XMLElement("tb-cache", ["unit": "MiB"], text: String(guest.translationCache))
        let emulated = guest.virtualization == .qemu && guest.translationCache > 0
        return XMLElement(
            "features", [XMLElement("acpi"), XMLElement("apic"), emulated ? XMLElement("tcg", [cache]) : nil])
    }

    private var processor: XMLElement? {
        let topology = XMLElement("topology", ["sockets": String(guest.vcpus), "cores": "1", "threads": "1"])
        switch (guest.processor, guest.virtualization) {
        case (.hostPassthrough, _): return XMLElement("cpu", ["mode": "host-passthrough"], [topology])
        case (.hostModel, _), (.automatic, .kvm): return XMLElement("cpu", ["mode": "host-model"], [topology])
        case (.named(let model), _):
            return XMLElement(
                "cpu", ["mode": "custom", "match": "exact"], [XMLElement("model", text: model), topology])
        case (.emulatorDefault, _), (.automatic, .qemu): return XMLElement("cpu", [topology])
        }
    }

    private var clock: XMLElement {
        let kvm = guest.virtualization == .kvm
        return XMLElement(
            "clock", ["offset": "utc"],
            [
                kvm ? XMLElement("timer", ["name": "pit", "tickpolicy": "delay"]) : nil,
                kvm ? XMLElement("timer", ["name": "rtc", "tickpolicy": "catchup"]) : nil,
                XMLElement("timer", ["name": "hpet", "present": "no"]),
            ])
    }

    private var devices: XMLElement {
        var children: [XMLElement?] = [emulator.map { XMLElement("emulator", text: $0) }]
        children += controllers
        for disk in guest.disks { children.append(DeviceXML.disk(disk)) }
        for interface in guest.interfaces { children.append(DeviceXML.interface(interface)) }
        children += consoles
        children += extras
        return XMLElement("devices", children)
    }

    private var controllers: [XMLElement?] {
        let usesUSB = guest.hasTablet || guest.disks.contains { $0.bus == "usb" }
        let usesSCSI = guest.disks.contains { $0.bus == "scsi" }
        let ports = guest.isQ35 ? guest.sparePorts + guest.disks.count + guest.interfaces.count + 4 : 0
        let usb = usesUSB ? (guest.isQ35 ? "qemu-xhci" : "piix3-uhci") : "none"
        var found: [XMLElement?] = []
        if guest.isQ35 { found.append(XMLElement("controller", ["type": "pci", "model": "pcie-root"])) }
        for _ in 0..<ports { found.append(XMLElement("controller", ["type": "pci", "model": "pcie-root-port"])) }
        found.append(XMLElement("controller", ["type": "usb", "model": usb]))
        if usesSCSI {
            found.append(XMLElement("controller", ["type": "scsi", "index": "0", "model": guest.scsiModel]))
        }
        return found
    }

    private var consoles: [XMLElement?] {
        let log = XMLElement("log", ["file": guest.console.log, "append": "on"])
        let target = XMLElement("target", ["type": "isa-serial", "port": "0"])
        let serial: XMLElement
        if let socket = guest.console.serialSocket {
            let source = XMLElement("source", ["mode": "bind", "path": socket])
            serial = XMLElement("serial", ["type": "unix"], [source, log, target])
        } else {
            let source = XMLElement("source", ["path": guest.console.log, "append": "on"])
            serial = XMLElement("serial", ["type": "file"], [source, target])
        }
        let vnc = guest.console.vncSocket.map { socket in
            XMLElement("graphics", ["type": "vnc"], [XMLElement("listen", ["type": "socket", "socket": socket])])
        }
        return [serial, vnc, XMLElement("video", [XMLElement("model", ["type": guest.video])])]
    }

    private var extras: [XMLElement?] {
        let period: XMLElement? =
            guest.balloonPeriod == 0 ? nil : XMLElement("stats", ["period": String(guest.balloonPeriod)])
        let random = XMLElement("backend", ["model": "random"], text: "/dev/urandom")
        let agent = [
            XMLElement("source", ["mode": "bind"]),
            XMLElement("target", ["type": "virtio", "name": "org.qemu.guest_agent.0"]),
        ]
        return [
            guest.hasTablet ? XMLElement("input", ["type": "tablet", "bus": "usb"]) : nil,
            guest.hasRandom ? XMLElement("rng", ["model": "virtio"], [random]) : nil,
            XMLElement("memballoon", ["model": "virtio"], [period]),
            guest.watchdog.map { XMLElement("watchdog", ["model": "i6300esb", "action": $0.rawValue]) },
            guest.hasGuestAgent ? XMLElement("channel", ["type": "unix"], agent) : nil,
        ]
    }
}
