/// What a sparse VMDK must keep: one extent, in itself, of a kind that never names another file.
struct VMDKRules {
    let head: HeaderBytes
    let tail: HeaderBytes

    private static let accepted: Set<String> = ["monolithicsparse", "streamoptimized"]
    private static let accesses: Set<String> = ["rw", "rdonly", "noaccess"]

    func virtualSize() throws(DiskImageError) -> UInt64 {
        guard let header = VMDKHeader(head: head) else { throw unsafe("the header cannot be read") }
        guard (1...3).contains(header.version) else { throw unsafe("unknown version \(header.version)") }
        guard header.descriptorStart > 0, header.descriptorLength > 0, let end = header.descriptorEnd else {
            throw unsafe("there is no descriptor in it")
        }
        guard let bytes = head.slice(Int(header.descriptorStart), end - Int(header.descriptorStart)) else {
            throw .truncated(format: .vmdk)
        }
        try check(descriptor: bytes)
        if header.hasFooter { try check(footerOf: header) }
        return header.capacity
    }

    private func check(descriptor bytes: ArraySlice<UInt8>) throws(DiskImageError) {
        let text = bytes.prefix { $0 != 0 }
        guard text.allSatisfy({ $0 < 0x80 }) else { throw unsafe("the descriptor is not plain text") }
        var kind: String?
        var extents = 0
        for line in String(decoding: text, as: UTF8.self).lowercased().split(whereSeparator: \.isNewline) {
            let line = line.drop(while: \.isWhitespace)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix("ddb") { continue }
            let words = line.split(separator: " ", maxSplits: 3)
            if let access = words.first, Self.accesses.contains(String(access)) {
                try check(extent: words)
                extents += 1
            } else if let equals = line.firstIndex(of: "="), !line[..<equals].dropLast(while: " ").contains(" ") {
                let key = line[..<equals].dropLast(while: " ")
                let value = line[line.index(after: equals)...].filter { $0 != "\"" && $0 != " " }
                if key == "createtype" { kind = value }
                if key == "parentfilenamehint" || (key == "parentcid" && value != "ffffffff") {
                    throw .backingFile(format: .vmdk)
                }
            } else {
                throw unsafe("the descriptor has a line that is not known")
            }
        }
        guard let kind, Self.accepted.contains(kind) else {
            throw unsafe("its kind is \(kind?.prefix(32) ?? "not told")")
        }
        guard extents == 1 else { throw .dataFile(format: .vmdk) }
    }

    /// `RW 20480 SPARSE "disk.vmdk"`: the name is the file's own, and without a folder.
    private func check(extent words: [Substring]) throws(DiskImageError) {
        guard words.count == 4, words[2] == "sparse", !words[3].contains("/") else { throw .dataFile(format: .vmdk) }
    }

    private func check(footerOf header: VMDKHeader) throws(DiskImageError) {
        guard tail.bytes.count == 3 * Signatures.sector else { throw .truncated(format: .vmdk) }
        guard let footer = VMDKHeader(head: tail, at: Signatures.sector), !footer.hasFooter,
            footer.version == header.version, footer.descriptorStart == header.descriptorStart,
            footer.descriptorLength == header.descriptorLength, footer.capacity == header.capacity
        else { throw unsafe("the footer contradicts the header") }
    }

    private func unsafe(_ reason: String) -> DiskImageError { .unsafe(format: .vmdk, reason: reason) }
}

extension Substring {
    /// The text without that character at its end.
    fileprivate func dropLast(while character: Character) -> Substring {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
