/// What an inspector saw.
package struct DiskImageFindings: Sendable, Equatable {
    /// The formats whose signatures stand in the stream; none for plain content.
    package var matches: [DetectedFormat]
    /// A fixed VHD's footer ends the stream.
    package var hasFixedFooter: Bool
    package var partitioning: Partitioning
    /// Bytes seen.
    package var size: UInt64

    /// What the content most likely is, for an owner who declared nothing; nil when it passes for several formats.
    package var format: DetectedFormat? {
        if matches.count > 1 { return nil }
        return matches.first ?? (hasFixedFooter ? .vhd : .raw)
    }

    /// A fixed VHD is plain content too: only there does the declaration decide.
    func format(declared: DiskFormat) -> DetectedFormat {
        if let first = matches.first { return first }
        return declared == .vhd && hasFixedFooter ? .vhd : .raw
    }
}
