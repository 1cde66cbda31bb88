internal import Foundation

/// Where a root of reports or models holds those of one pipeline.
///
///     <root>/<pipeline>              of the tenant `default`
///     <root>/@<tenant>/<pipeline>    of another one
///
/// No pipeline's name begins with `@`, so no tenant's folder is a pipeline's. A build before that put the second one at
/// `<root>/<tenant>/<pipeline>`: where such a folder is there, it stays in use.
enum PipelineFolder {
    /// The folder of a pipeline under a root, whether it is there yet or not; `sign` lies in that of every pipeline that has
    /// published.
    static func path(root: String, tenant: String, pipeline: String, sign: String) -> String {
        guard tenant != "default" else { return "\(root)/\(pipeline)" }
        let (path, earlier) = ("\(root)/@\(tenant)/\(pipeline)", "\(root)/\(tenant)/\(pipeline)")
        let isEarlier =
            !FileManager.default.fileExists(atPath: path)
            && (try? FileManager.default.attributesOfItem(atPath: "\(earlier)/\(sign)")) != nil
        return isEarlier ? earlier : path
    }
}
