//! The secrets that a profile names.

use conformance_harness::profile::Profile;

use super::check::Check;

/// Whether each environment variable that should hold a secret is set. What it holds is not shown.
pub(super) fn checks(profile: &Profile) -> Vec<Check> {
    let secrets = profile.secrets().into_iter();
    let check = |(member, variable): (&str, String)| {
        if std::env::var_os(&variable).is_some() {
            Check::there(format!("{variable}, as {member} names it, is set"))
        } else {
            let what = format!("the environment variable {variable}, as {member} names it");
            Check::missing(what, format!("export {variable}=…"))
        }
    };
    secrets.map(check).collect()
}
