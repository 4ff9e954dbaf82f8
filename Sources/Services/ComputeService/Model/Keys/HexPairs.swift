/// Bytes as `1f:0a:…`, the way fingerprints are shown.
enum HexPairs {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined(separator: ":")
    }
}
