internal import Analytics
package import Domain

extension PipelineDefinition {
    /// What the pipeline's rules say of a customer of whom a client tells.
    package func advice(on profile: ToldProfile) -> CustomerAdvice {
        actions.advice(on: profile, currency: currency, margin: churn.margin)
    }
}
