//! What a login cannot cost less than.

use std::error::Error;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

use crate::process::Process;

/// How many signatures are made for one figure.
const COUNT: u32 = 2_000;
/// As long as what is signed of an ID token, in bytes.
const MESSAGE: [u8; 500] = [b'a'; 500];

/// The processor time of one RS256 signature with a key of 2048 bits.
pub(crate) fn cost() -> Result<Duration, Box<dyn Error>> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let random = SystemRandom::new();
    let mut signature = vec![0; pair.public_modulus_len()];
    let own = Process(std::process::id());
    let before = own.cpu()?;
    for _ in 0..COUNT {
        pair.sign(&RSA_PKCS1_SHA256, &random, &MESSAGE, &mut signature)?;
    }
    Ok(own.cpu()?.saturating_sub(before) / COUNT)
}
