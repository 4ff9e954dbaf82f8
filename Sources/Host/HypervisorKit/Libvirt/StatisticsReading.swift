import CLibvirt

/// Sorts libvirt's flat list of a guest's numbers (`virDomainListGetStats`) into our statistics.
struct StatisticsReading {
    private var numbers: [String: UInt64] = [:]
    private var texts: [String: String] = [:]
    private var interfaces: [GuestStatistics.Interface] = []

    init(_ parameters: UnsafeBufferPointer<virTypedParameter>) {
        for parameter in parameters {
            let name = withUnsafeBytes(of: parameter.field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            switch virTypedParameterType(rawValue: UInt32(parameter.type)) {
            case VIR_TYPED_PARAM_INT: numbers[name] = UInt64(clamping: parameter.value.i)
            case VIR_TYPED_PARAM_UINT: numbers[name] = UInt64(parameter.value.ui)
            case VIR_TYPED_PARAM_LLONG: numbers[name] = UInt64(clamping: parameter.value.l)
            case VIR_TYPED_PARAM_ULLONG: numbers[name] = parameter.value.ul
            case VIR_TYPED_PARAM_BOOLEAN: numbers[name] = parameter.value.b == 0 ? 0 : 1
            case VIR_TYPED_PARAM_STRING: texts[name] = parameter.value.s.map { String(cString: $0) }
            default: break
            }
        }
        interfaces = (0..<Int(numbers["net.count"] ?? 0)).map(interface)
    }

    init(numbers: [String: UInt64], texts: [String: String]) {
        self.numbers = numbers
        self.texts = texts
        interfaces = (0..<Int(numbers["net.count"] ?? 0)).map(interface)
    }

    var statistics: GuestStatistics {
        var result = GuestStatistics()
        result.state = LibvirtDriver.power(of: Int32(truncatingIfNeeded: numbers["state.state"] ?? 0))
        result.processorTime = numbers["cpu.time"] ?? 0
        result.vcpuTimes = (0..<Int(numbers["vcpu.current"] ?? 0)).map { numbers["vcpu.\($0).time"] ?? 0 }
        result.memory = (numbers["balloon.current"] ?? 0) * 1024
        result.unusedMemory = numbers["balloon.unused"].map { $0 * 1024 }
        result.residentMemory = (numbers["balloon.rss"] ?? 0) * 1024
        result.disks = (0..<Int(numbers["block.count"] ?? 0)).map(disk)
        result.interfaces = interfaces
        result.fields = numbers
        return result
    }

    private func disk(_ index: Int) -> GuestStatistics.Disk {
        func number(_ name: String) -> UInt64 { numbers["block.\(index).\(name)"] ?? 0 }
        return GuestStatistics.Disk(
            device: texts["block.\(index).name"] ?? "", path: texts["block.\(index).path"] ?? "",
            readRequests: number("rd.reqs"), readBytes: number("rd.bytes"), writeRequests: number("wr.reqs"),
            writtenBytes: number("wr.bytes"), readTime: number("rd.times"), writeTime: number("wr.times"),
            allocation: number("allocation"), capacity: number("capacity"))
    }

    private func interface(_ index: Int) -> GuestStatistics.Interface {
        func number(_ name: String) -> UInt64 { numbers["net.\(index).\(name)"] ?? 0 }
        return GuestStatistics.Interface(
            tap: texts["net.\(index).name"] ?? "", receivedBytes: number("rx.bytes"),
            receivedPackets: number("rx.pkts"),
            receiveErrors: number("rx.errs"), receiveDrops: number("rx.drop"), sentBytes: number("tx.bytes"),
            sentPackets: number("tx.pkts"), sendErrors: number("tx.errs"), sendDrops: number("tx.drop"))
    }

    /// Takes the numbers of the taps from the text of `/proc/net/dev`. What a tap sends, its guest receives.
    mutating func readInterfaces(fromDevices text: String) {
        var devices: [Substring: [UInt64]] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.lastIndex(of: ":") else { continue }
            let name = line[..<colon].drop { $0 == " " }
            devices[name] = line[line.index(after: colon)...].split(separator: " ").compactMap { UInt64($0) }
        }
        for index in interfaces.indices {
            guard let device = devices[interfaces[index].tap[...]], device.count >= 12 else { continue }
            interfaces[index].sentBytes = device[0]
            interfaces[index].sentPackets = device[1]
            interfaces[index].sendErrors = device[2]
            interfaces[index].sendDrops = device[3]
            interfaces[index].receivedBytes = device[8]
            interfaces[index].receivedPackets = device[9]
            interfaces[index].receiveErrors = device[10]
            interfaces[index].receiveDrops = device[11]
        }
    }
}
