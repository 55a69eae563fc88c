@CP-02
Feature: Proving whose token request it is

  # RP Basic: oidcc-client-test-client-secret-basic
  Rule: The client secret is shown where the provider wants it, and nowhere else

    Scenario: In the header
      Given a newcomer at the identity provider
      When they sign in with the provider
      Then they have a session
      And the client secret was in the header of the token request alone

    @needs-instance-settings
    Scenario: In the form
      Given a newcomer at the identity provider
      And the provider wants the client secret in the form
      When they sign in with the provider
      Then they have a session
      And the client secret was in the form of the token request alone

    @needs-instance-settings
    Scenario: To the letter
      Given a newcomer at the identity provider
      And a token endpoint at which one can see what it is sent
      When they sign in with the provider
      Then they have no session
      And the token request had the secret that was given out in its header and nowhere else
