package import CloudJSON

/// Where somebody came from (DSP0262, "Host type").
package struct CADFHost: Sendable, JSONWritable {
    package var address: String?
    package var agent: String?

    package init(address: String?, agent: String?) {
        self.address = address
        self.agent = agent
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.fieldIfPresent("address", address)
            writer.fieldIfPresent("agent", agent)
        }
    }
}
