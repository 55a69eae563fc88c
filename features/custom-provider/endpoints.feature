@CP-01 @needs-instance-settings @needs-provider-faults
Feature: Finding a provider's endpoints

  Rule: A discovery endpoint is all that needs to be known

    # RP Config: oidcc-client-test-discovery-openid-config
    Scenario: Its URL alone
      Given a provider that nobody else uses
      And only the provider's discovery URL is set
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they have a session
      And the provider was once asked for its discovery document
      And the provider was once asked for its keys
      And the provider was once asked for tokens

    # RP Config: oidcc-client-test-discovery-jwks-uri-keys
    Scenario: Keys at an address that only the document knows
      Given a newcomer at the identity provider
      And the discovery document says that the keys are somewhere else
      When they sign in with the provider
      Then they have a session
      And the keys were fetched from there

    # RP Config: oidcc-client-test-discovery-issuer-mismatch
    Scenario: A document of another issuer
      Given a newcomer at the identity provider
      And the discovery document is of another issuer
      When they open the sign-in page
      And they press the provider's button
      Then they are on the sign-in page
      And the page tells them what happened
      And they have no session

  Rule: Endpoints that were set by hand do without a discovery document

    Scenario: There is none
      Given a provider that nobody else uses
      And the provider's endpoints are set by hand
      And the provider publishes no discovery document
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they have a session
      And the provider was never asked for its discovery document

    Scenario: There is one, and nobody asks for it
      Given a provider that nobody else uses
      And the provider's endpoints are set by hand
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they have a session
      And the provider was never asked for its discovery document
