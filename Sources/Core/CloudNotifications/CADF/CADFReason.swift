package import CloudJSON

/// Why an action had its outcome (DSP0262, "Reason type").
package struct CADFReason: Sendable, JSONWritable {
    /// In words.
    package var type: String
    /// The status of the answer.
    package var code: String

    package init(type: String, code: String) {
        self.type = type
        self.code = code
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("reasonType", type)
            writer.field("reasonCode", code)
        }
    }
}
